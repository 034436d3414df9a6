// The studio in the browser: the engine's client, and the few things that only a browser can do.
//
// Here is what a page needs at once, or when the server is away; the rest comes late, in acts.js and films.js.

import { start } from '../live/live.js';
import { startAhead } from './ahead.js';
import { dialog, inspector, startDialogs } from './dialog.js';
import { dropzone } from './dropzone.js';
import { pressAgain, takenEarly } from './early.js';
import { rename, slider } from './fields.js';
import { acts, films } from './late.js';
import { generating, loop } from './loop.js';
import { startMenus } from './menu.js';
import { startOnce } from './once.js';
import { startPictures } from './pictures.js';
import { loadAtSign, loadNow, startSign } from './sign.js';
import { startSignOut } from './sign-out.js';
import { connection, finished, meter } from './status.js';
import { themeChoice } from './theme-choice.js';
import { when } from './when.js';

const early = takenEarly();
startOnce();
startAhead();
startDialogs();
startMenus();
startPictures();
startSign(early.length > 0);
startSignOut();
loadAtSign(acts.come);
document.addEventListener('live:undone', async (event) => (await acts.come()).addUndone(event));

await start({
  hooks: {
    connection,
    dialog,
    dropzone,
    finished,
    generating,
    inspector,
    loop,
    meter,
    player: films.hook('player', loadNow),
    reel: films.hook('reel', loadAtSign),
    rename,
    slider,
    sortable: acts.hook('sortable', loadAtSign),
    theme: themeChoice,
    toast: acts.hook('toast', loadNow),
    when,
  },
});
pressAgain(early);
