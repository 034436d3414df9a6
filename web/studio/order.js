// Where the things of a sortable list stand, and where they go. Pure geometry, without events.

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 *   Layout offsets, which a transform does not change: they may be read in the middle of a drag.
 */

/** @param {HTMLElement} el @returns {Box} */
export const boxOf = (el) => ({ left: el.offsetLeft, top: el.offsetTop, width: el.offsetWidth, height: el.offsetHeight });

/** The box whose middle is nearest to a point. @param {Box[]} boxes @param {number} x @param {number} y */
export function nearest(boxes, x, y) {
  let best = 0;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const far = Math.hypot(x - box.left - box.width / 2, y - box.top - box.height / 2);
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

/** The list with one item taken out and put back elsewhere. @template T @param {T[]} list @param {number} from @param {number} to */
export function moved(list, from, to) {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, list[from]);
}

/**
 * Where an arrow leads from `index`; to itself at an edge. Up and down look for the box nearest in that direction.
 * @param {Box[]} boxes @param {number} index @param {string} key
 */
export function step(boxes, index, key) {
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'ArrowRight') return Math.min(boxes.length - 1, index + 1);
  if (key === 'Home') return 0;
  if (key === 'End') return boxes.length - 1;
  const here = boxes[index];
  const down = key === 'ArrowDown';
  let best = index;
  let least = Infinity;
  boxes.forEach((box, other) => {
    const gap = down ? box.top - here.top : here.top - box.top;
    if (gap < here.height / 2) return;
    const far = gap * 2 + Math.abs(box.left - here.left);
    if (far < least) [best, least] = [other, far];
  });
  return best;
}
