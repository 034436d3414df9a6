// Lengths of time, in the form that components/words.rs writes: `0:07`, `0:07.5`, `1:23:45`.

const two = (/** @type {number} */ number) => String(number).padStart(2, '0');

/** @param {number} whole seconds */
function clock(whole) {
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** With what there is of a second. @param {number} seconds */
export function duration(seconds) {
  const hundredths = Math.round(seconds * 100);
  const part = hundredths < 360000 ? two(hundredths % 100).replace(/0{1,2}$/, '') : '';
  return clock(Math.floor(hundredths / 100)) + (part && `.${part}`);
}

/** Always with hundredths, so that the figures stand still while they run. @param {number} seconds */
export function position(seconds) {
  const hundredths = Math.floor(seconds * 100 + 1e-6);
  return `${clock(Math.floor(hundredths / 100))}.${two(hundredths % 100)}`;
}
