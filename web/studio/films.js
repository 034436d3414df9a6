// What plays films, in a script of its own: pages without one do not load it.

export { player } from './player.js';
export { reel } from './reel.js';
