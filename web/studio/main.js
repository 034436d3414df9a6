// The studio in the browser: the engine's client, and the few things that only a browser can do.
//
// Here is what a page needs at once, or when the server is away; the rest comes late, in acts.js and films.js.

import { start } from '../live/live.js';
import { dialog, inspector, startDialogs } from './dialog.js';
import { dropzone } from './dropzone.js';
import { generating, loop } from './loop.js';
import { startOnce } from './once.js';
import { startPictures } from './pictures.js';
import { late, loadAtSign, loadNow, startSign } from './sign.js';
import { connection, finished, meter } from './status.js';
import { when } from './when.js';

const acts = () => import('./acts.js');
const films = () => import('./films.js');

const rename = late(async () => (await acts()).rename, loadNow);
const slider = late(async () => (await acts()).slider, loadNow);
const toast = late(async () => (await acts()).toast, loadNow);
const sortable = late(async () => (await acts()).sortable, loadAtSign);
const theme = late(async () => (await acts()).themeChoice, loadAtSign);
const player = late(async () => (await films()).player, loadNow);
const reel = late(async () => (await films()).reel, loadAtSign);

startOnce();
startDialogs();
startPictures();
startSign();
loadAtSign(acts);
document.addEventListener('live:undone', async (event) => (await acts()).addUndone(event));

await start({
  hooks: { connection, dialog, dropzone, finished, generating, inspector, loop, meter, player, reel, rename, slider, sortable, theme, toast, when },
});
