// Where the focus goes when the thing that has it is taken away: to the next one, so that the same key works again.

/** What can have the focus first in a thing of a list. */
const FACE = ':is(.card-link, .job-link, .card-face, .keyframe-face, .card-add, .rename input):not([tabindex="-1"])';

/**
 * The thing that has the focus, its list, and the page it stands on.
 * @type {{ item: Element, grid: Element, section: Element | null, path: string } | null}
 */
let held = null;

/** @param {Element | null} item */
export const faceOf = (item) => /** @type {HTMLElement | null} */ (item?.querySelector(FACE) ?? item?.querySelector('button') ?? null);

/**
 * The engine lets the focus of what went fall on what stood around it; that is no choice of anybody.
 * @param {Element | null} active @param {Element} item @param {Element} grid
 */
const fell = (active, item, grid) => !active || active === document.body || active.contains(grid) || active.contains(item) || active.matches('main, h1');

/** @param {Pick<FocusEvent, 'target'>} event */
function focused({ target }) {
  if (!(target instanceof Element)) return;
  // A thing itself has no looks for the focus; its face has.
  if (target === held?.item || target.matches('[data-grid-item]')) return faceOf(target)?.focus();
  if (held && fell(target, held.item, held.grid)) return;
  const item = target.closest('[data-grid-item]');
  const grid = item?.closest('[data-grid]');
  held = item && grid ? { item, grid, section: grid.closest('section.section'), path: location.pathname } : null;
}

/** A press elsewhere lets the thing go: what happens to it later moves nobody. @param {PointerEvent} event */
function pressed({ target }) {
  if (held && target instanceof Node && !held.item.contains(target)) held = null;
}

/** @param {MutationRecord[]} changes */
function changed(changes) {
  if (!held || held.item.isConnected) return;
  const { item, grid, section, path } = held;
  held = null;
  if (!fell(document.activeElement, item, grid)) return;
  if (location.pathname !== path) return;
  const record = changes.find(({ removedNodes }) => [...removedNodes].includes(item));
  const face = grid.isConnected ? faceOf(neighbor(record, grid)) : null;
  const heading = (section?.isConnected ? section : document).querySelector('.section-title, .page-title');
  if (face) face.focus();
  else if (heading instanceof HTMLElement) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** The thing after the one that went, or before it, or the last place. @param {MutationRecord | undefined} record @param {Element} grid */
function neighbor(record, grid) {
  const isThing = (/** @type {Node | null} */ node) => node instanceof Element && node.parentNode === grid && node.matches('[data-scope]');
  for (let node = record?.nextSibling ?? null; node; node = node.nextSibling) if (isThing(node)) return /** @type {Element} */ (node);
  for (let node = record?.previousSibling ?? null; node; node = node.previousSibling) if (isThing(node)) return /** @type {Element} */ (node);
  return grid.querySelector('[data-scope][data-grid-item]') ?? grid.querySelector('[data-grid-item]');
}

export function startFocus() {
  document.addEventListener('focusin', focused);
  if (document.activeElement !== document.body) focused({ target: document.activeElement });
  document.addEventListener('pointerdown', pressed, true);
  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
}
