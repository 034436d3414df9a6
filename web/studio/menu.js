// Menus: popovers placed beside the button that opened them, walked by arrows, closed by what is chosen.

/** Between a menu and its button, and the edge of the window. */
const GAP = 4;

/** @param {HTMLElement} menu */
function place(menu) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  menu.toggleAttribute('data-placed', true);
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight || at.top - GAP - height < 0;
  const left = at.left + width + GAP <= innerWidth ? at.left : at.right - width;
  const top = below ? at.bottom + GAP : at.top - GAP - height;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
}

/** @param {Event} event */
function toggled(event) {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.hasAttribute('data-menu')) return;
  if (/** @type {ToggleEvent} */ (event).newState === 'open') place(menu);
}

/** @param {MouseEvent} event */
function click({ target }) {
  const item = target instanceof Element ? target.closest('.menu-item') : null;
  const menu = item?.closest('[data-menu]');
  if (menu instanceof HTMLElement && menu.matches(':popover-open')) menu.hidePopover();
}

/** @param {KeyboardEvent} event */
function key(event) {
  const menu = document.querySelector('[data-menu]:popover-open');
  if (!menu || !/^(ArrowDown|ArrowUp|Home|End)$/.test(event.key)) return;
  if (event.target instanceof HTMLInputElement) return;
  const items = [...menu.querySelectorAll('.menu-item:not(:disabled)')].filter((item) => item instanceof HTMLElement);
  const at = items.findIndex((item) => item === document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key] ?? 0;
  items.at(next % items.length)?.focus();
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A menu does not follow its button; it goes when the page moves under it. @param {Event} event */
function scrolled({ target }) {
  for (const menu of document.querySelectorAll('[data-menu]:popover-open')) {
    if (menu instanceof HTMLElement && target instanceof Node && !menu.contains(target)) menu.hidePopover();
  }
}

export function startMenus() {
  document.addEventListener('toggle', toggled, true);
  document.addEventListener('scroll', scrolled, { capture: true, passive: true });
  document.addEventListener('click', click);
  document.addEventListener('keydown', key, true);
  // One that was opened before this script came.
  for (const menu of document.querySelectorAll('[data-menu]:popover-open')) if (menu instanceof HTMLElement) place(menu);
}
