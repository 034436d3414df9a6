// The baseline: the same pages when a region is not patched but written again through `innerHTML`.
//
// With `?patching=innerHTML` the engine's patches go to a twin of the page that nobody sees, so that it is always what
// the server sent, and each patched region of the page gets its twin's HTML. `innerhtml.md` says what breaks then.

import { apply, attach } from '../../../web/live/live.js';
import { idOf } from '../../../web/live/tree.js';

export const NAIVE = new URLSearchParams(location.search).get('patching') === 'innerHTML';

/** @param {Element} root @param {(text: string) => any} html */
export function createTwin(root, html) {
  const twin = /** @type {Element} */ (root.cloneNode(true));
  // The marks that scripts set on the page's root are no part of the server's tree.
  if (root === document.documentElement) for (const { name } of [...twin.attributes]) if (/^data-(?!r$)/.test(name)) twin.removeAttribute(name);
  const region = attach(twin);
  return {
    region,
    page: region.page,
    /** Takes operations of this region. */
    apply(operations) {
      const fits = apply(twin, operations);
      root.innerHTML = html(twin.innerHTML);
      return fits;
    },
    /** Takes a frame: patches of several regions. */
    take(frame) {
      apply(twin, frame);
      for (const [n] of typeof frame[0] === 'number' ? [frame] : frame) {
        const patched = region.page.regions.get(n)?.root;
        const own = patched?.dom === twin ? root : patched && document.getElementById(idOf(patched));
        if (own) write(own, patched.dom, html);
      }
    },
  };
}

function write(own, { innerHTML, attributes }, html) {
  for (const { name, value } of attributes) if (name !== 'data-r' && !/^on/.test(name)) own.setAttribute(name, value);
  own.innerHTML = html(innerHTML);
}
