// What only a person's acts need, in a script of its own that main.js loads at the first sign of one.

import { startFocus } from './focus.js';
import { startKeys } from './keys.js';
import { startRoving } from './roving.js';
import { takeKeys } from './sign.js';
import { startTooltips } from './tooltip.js';

export { sortable } from './sortable.js';
export { toast } from './toast.js';
export { addUndone } from './undone.js';
export { showRows, upload } from './uploads.js';

startKeys(takeKeys());
startFocus();
startTooltips();
startRoving();
