// The scripts that come late.

import { lateScript } from './sign.js';

/** What answers only to a person. */
export const acts = lateScript('acts.js', () => import('./acts.js'));
/** What plays films. */
export const films = lateScript('films.js', () => import('./films.js'));
