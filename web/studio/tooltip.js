// The tooltip: one for the page, beside what the pointer or the focus rests on, with the key that does the same.

import { keyWords } from './keys.js';
import { make } from './make.js';

const DELAY_MS = 500;
const GAP = 6;

/** @type {HTMLElement | undefined} */
let tip;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Element | null} */
let owner = null;
/** Whether the focus was last moved by a key that moves it: one that a dialog moved asks for no words. */
let walking = false;

/** @param {Element} el */
function show(el) {
  const words = el.getAttribute('data-tip');
  if (!words || !el.isConnected) return;
  tip ??= create();
  tip.replaceChildren(words);
  const key = el.getAttribute('data-tip-key') ?? keyWords(el.getAttribute('data-key') ?? '');
  if (key) tip.append(make('kbd', '', key));
  tip.showPopover();
  const at = el.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const below = at.bottom + GAP + height <= innerHeight;
  const left = at.left + at.width / 2 - width / 2;
  tip.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  tip.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
}

function create() {
  const el = make('div', 'tooltip');
  el.popover = 'manual';
  el.setAttribute('role', 'tooltip');
  document.body.append(el);
  return el;
}

function hide() {
  clearTimeout(timer);
  owner = null;
  if (tip?.matches(':popover-open')) tip.hidePopover();
}

/** @param {Pick<Event, 'target' | 'type'>} event */
function enter({ target, type }) {
  const el = target instanceof Element ? target.closest('[data-tip]') : null;
  if (el === owner) return;
  hide();
  if (!el || (type === 'focusin' && !(walking && el.matches(':focus-visible')))) return;
  owner = el;
  timer = setTimeout(() => show(el), DELAY_MS);
}

export function startTooltips() {
  document.addEventListener('keydown', ({ key }) => (walking = /^(Tab|Arrow|Home|End)/.test(key)), true);
  if (matchMedia('(hover: hover)').matches) document.addEventListener('pointerover', enter);
  document.addEventListener('focusin', enter);
  for (const type of ['pointerdown', 'keydown', 'focusout', 'pointerleave']) document.addEventListener(type, hide, true);
  // The pointer was there before this script came.
  enter({ target: [...document.querySelectorAll('[data-tip]:hover')].at(-1) ?? null, type: 'pointerover' });
}
