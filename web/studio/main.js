// The studio in the browser: the engine's client, and the few things that only a browser can do.

import { start } from '../live/live.js';
import { dialog, inspector, startDialogs } from './dialog.js';
import { dropzone } from './dropzone.js';
import { rename, slider } from './fields.js';
import { startFocus } from './focus.js';
import { startKeys } from './keys.js';
import { generating, loop } from './loop.js';
import { startMenus } from './menu.js';
import { startOnce } from './once.js';
import { startPictures } from './pictures.js';
import { player } from './player.js';
import { reel } from './reel.js';
import { startRoving } from './roving.js';
import { sortable } from './sortable.js';
import { connection, finished, meter } from './status.js';
import { themeChoice } from './theme-choice.js';
import { toast } from './toast.js';
import { startTooltips } from './tooltip.js';
import { startUndone } from './undone.js';
import { when } from './when.js';

startOnce();
startMenus();
startDialogs();
startKeys();
startFocus();
startTooltips();
startUndone();
startPictures();

await start({
  hooks: { connection, dialog, dropzone, finished, generating, inspector, loop, meter, player, reel, rename, slider, sortable, theme: themeChoice, toast, when },
});

startRoving();
