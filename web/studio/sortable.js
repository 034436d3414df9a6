// A list whose things can be put in another order: by pointer, by long press, by keys, by a step from a menu.
//
// The hook never moves a node. It shows the new order by transforms and sends `data-move-event` with the id and the
// sibling to stand before; the server's patch then moves the nodes, and the transforms go in the same moment.

import { say, send } from './dom.js';
import { boxOf, moved, nearest, step } from './order.js';

/** So far must a mouse go before a press becomes a drag. */
const SLOP = 5;
/** So long must a finger rest; one that moves first wants to scroll. */
const HOLD_MS = 350;
/** So near to an edge the list begins to scroll, and so fast, per frame. */
const EDGE = 56;
const SCROLL = 14;
/** An answer that moved nothing (refused, or the same order): the things go back after this. */
const GRACE_MS = 250;

class Sortable {
  /** @type {HTMLElement | null} */
  item = null;
  from = 0;
  to = 0;
  byKeys = false;
  /** Where the pointer was when it lifted, and is. */
  start = { x: 0, y: 0 };
  at = { x: 0, y: 0 };
  scrolled = { x: 0, y: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  hold;
  frame = 0;
  /** @type {HTMLElement | null} The one that waits for the server. */
  waiting = null;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
    this.listening = new AbortController();
    const { signal } = this.listening;
    list.addEventListener('pointerdown', (event) => this.press(event), { signal });
    list.addEventListener('keydown', (event) => this.key(event), { signal });
    list.addEventListener('click', (event) => this.menuStep(event), { signal });
    list.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
    list.addEventListener('focusout', () => this.byKeys && this.drop(false), { signal });
    // A finger that drags must not scroll; only a listener that is not passive can say so.
    list.addEventListener('touchmove', (event) => this.item && event.preventDefault(), { passive: false, signal });
    list.addEventListener('contextmenu', (event) => this.item && event.preventDefault(), { signal });
    this.observer = new MutationObserver((changes) => this.changed(changes));
    this.observer.observe(list, { childList: true, subtree: true, attributeFilter: ['data-pending'] });
  }

  stop() {
    this.drop(false);
    this.listening.abort();
    this.observer.disconnect();
  }

  /** @returns {HTMLElement[]} */
  items() {
    return [...this.list.querySelectorAll('[data-sort-id]')].filter((item) => item instanceof HTMLElement);
  }

  /** @param {EventTarget | null} target */
  itemOf(target) {
    const item = target instanceof Element ? target.closest('[data-sort-id]') : null;
    return item instanceof HTMLElement && this.list.contains(item) ? item : null;
  }

  /** @param {PointerEvent} event */
  press(event) {
    const item = this.itemOf(event.target);
    const target = /** @type {Element} */ (event.target);
    if (!item || this.item || event.button !== 0 || target.closest('input, textarea, select, [popover], .button')) return;
    const touch = event.pointerType !== 'mouse' && !target.closest('[data-sort-handle]');
    this.start = this.at = { x: event.clientX, y: event.clientY };
    const pressing = new AbortController();
    const { signal } = pressing;
    const lift = () => {
      this.lift(item, false);
      try {
        this.list.setPointerCapture(event.pointerId);
      } catch {
        // The pointer is gone already; its end arrives without capture.
      }
    };
    const end = (/** @type {boolean} */ keep) => {
      clearTimeout(this.hold);
      pressing.abort();
      if (this.item === item) this.drop(keep);
    };
    if (touch) this.hold = setTimeout(lift, HOLD_MS);
    addEventListener('pointermove', (move) => {
      if (move.pointerId !== event.pointerId) return;
      this.at = { x: move.clientX, y: move.clientY };
      const far = Math.hypot(this.at.x - this.start.x, this.at.y - this.start.y) > SLOP;
      if (!this.item && far && touch) end(false);
      else if (!this.item && far) lift();
      if (this.item) this.follow();
    }, { signal });
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', (key) => {
      if (key.key !== 'Escape' || !this.item) return;
      key.stopImmediatePropagation();
      end(false);
    }, { signal, capture: true });
  }

  /** @param {HTMLElement} item @param {boolean} byKeys */
  lift(item, byKeys) {
    this.settle();
    this.item = item;
    this.byKeys = byKeys;
    this.from = this.to = this.items().indexOf(item);
    this.scrolled = { x: this.list.scrollLeft, y: scrollY };
    this.list.toggleAttribute('data-sorting', true);
    item.dataset.lifted = byKeys ? 'keys' : 'pointer';
    say(`${nameOf(item)}: lifted. ${this.place()} Arrows move, Space drops, Escape puts back.`);
    if (!byKeys) this.roll();
  }

  /** The lifted one follows the pointer, the others make room. */
  follow() {
    const item = this.item;
    if (!item) return;
    const x = this.at.x - this.start.x + this.list.scrollLeft - this.scrolled.x;
    const y = this.list.dataset.sortAxis === 'x' ? 0 : this.at.y - this.start.y + scrollY - this.scrolled.y;
    const items = this.items();
    this.from = items.indexOf(item);
    const boxes = items.map(boxOf);
    const own = boxes[this.from];
    this.to = nearest(boxes, own.left + own.width / 2 + x, own.top + own.height / 2 + y);
    this.arrange(items, boxes);
    item.style.transform = `translate(${x}px, ${y}px) scale(1.02)`;
  }

  /** @param {HTMLElement[]} items @param {import('./order.js').Box[]} boxes */
  arrange(items, boxes) {
    moved(items, this.from, this.to).forEach((item, index) => {
      if (item === this.item && !this.byKeys) return;
      const old = boxes[items.indexOf(item)];
      const x = boxes[index].left - old.left;
      const y = boxes[index].top - old.top;
      item.style.transform = x || y ? `translate(${x}px, ${y}px)` : '';
    });
  }

  /** Scrolls while the pointer rests near an edge. */
  roll() {
    this.frame = requestAnimationFrame(() => {
      if (!this.item) return;
      const { left, right } = this.list.getBoundingClientRect();
      if (this.list.dataset.sortAxis === 'x') this.list.scrollLeft += pull(this.at.x, left, right);
      else scrollBy(0, pull(this.at.y, 0, innerHeight));
      this.follow();
      this.roll();
    });
  }

  /** @param {boolean} keep */
  drop(keep) {
    const item = this.item;
    if (!item) return;
    cancelAnimationFrame(this.frame);
    const items = this.items();
    const [from, to] = [items.indexOf(item), this.to];
    const byKeys = this.byKeys;
    this.item = null;
    this.byKeys = false;
    if (!byKeys) swallowClick();
    if (!keep || from < 0 || from === to) {
      say(keep ? `${nameOf(item)}: dropped where it was.` : `${nameOf(item)}: put back.`);
      this.rest(item);
      return;
    }
    const boxes = items.map(boxOf);
    item.removeAttribute('data-lifted');
    item.style.transform = `translate(${boxes[to].left - boxes[from].left}px, ${boxes[to].top - boxes[from].top}px)`;
    this.move(items, from, to);
  }

  /** @param {HTMLElement[]} items @param {number} from @param {number} to */
  move(items, from, to) {
    const item = items[from];
    const next = moved(items, from, to)[to + 1];
    /** @type {[string, string][]} */
    const values = [['id', item.dataset.sortId ?? '']];
    if (next) values.push(['before', next.dataset.sortId ?? '']);
    this.waiting = item;
    say(`${nameOf(item)}: dropped at ${to + 1} of ${items.length}.`);
    if (!send(this.list.dataset.moveEvent ?? '', values, [item])) this.rest(item);
  }

  /** Everything glides back to where it really is. @param {HTMLElement} item */
  rest(item) {
    item.removeAttribute('data-lifted');
    for (const other of this.items()) other.style.transform = '';
    setTimeout(() => this.item || this.waiting || this.list.removeAttribute('data-sorting'), GRACE_MS);
  }

  /** Everything is where it really is, at once: the nodes have moved under the transforms. */
  settle() {
    this.waiting = null;
    this.list.removeAttribute('data-sorting');
    for (const item of this.items()) item.style.transform = '';
  }

  /** @param {MutationRecord[]} changes */
  changed(changes) {
    const order = changes.some((change) => change.type === 'childList' && change.target === this.list);
    if (this.item) {
      if (!this.item.isConnected) this.drop(false);
      else if (order && !this.byKeys) this.follow();
    } else if (this.waiting && order) {
      this.settle();
    } else if (this.waiting && !this.waiting.hasAttribute('data-pending')) {
      const item = this.waiting;
      // The answer may come before the patch that it brought about.
      setTimeout(() => {
        if (this.waiting !== item || this.item || item.hasAttribute('data-pending')) return;
        this.waiting = null;
        this.rest(item);
      }, GRACE_MS);
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const item = this.itemOf(event.target);
    const handle = event.target instanceof Element && event.target.closest('[data-sort-handle]');
    if (!item || !handle) return;
    const act = event.key === ' ' || event.key === 'Enter';
    if (!this.item && act) this.lift(item, true);
    else if (this.byKeys && act) this.drop(true);
    else if (this.byKeys && event.key === 'Escape') this.drop(false);
    else if (this.byKeys && /^(Arrow|Home|End)/.test(event.key)) this.shift(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} key */
  shift(key) {
    const items = this.items();
    const boxes = items.map(boxOf);
    this.to = step(boxes, this.to, key);
    this.arrange(items, boxes);
    this.item?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    say(this.place());
  }

  place() {
    return `${this.to + 1} of ${this.items().length}.`;
  }

  /** `data-sort-step` in a thing's menu: one place earlier or later. @param {MouseEvent} event */
  menuStep(event) {
    const control = event.target instanceof Element ? event.target.closest('[data-sort-step]') : null;
    const item = this.itemOf(control);
    if (!control || !item) return;
    const items = this.items();
    const from = items.indexOf(item);
    const to = from + Number(control.getAttribute('data-sort-step'));
    if (to >= 0 && to < items.length) this.move(items, from, to);
  }
}

/** @param {Element} item */
const nameOf = (item) => item.querySelector('[data-sort-handle]')?.getAttribute('aria-label')?.replace(/^Move /, '') ?? 'Item';

/** @param {number} at @param {number} low @param {number} high */
function pull(at, low, high) {
  if (at < low + EDGE) return -SCROLL * Math.min(1, (low + EDGE - at) / EDGE);
  if (at > high - EDGE) return SCROLL * Math.min(1, (at - high + EDGE) / EDGE);
  return 0;
}

/** The click that ends a drag opens nothing. */
function swallowClick() {
  const stop = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', stop, { capture: true }), 0);
}

/** @type {WeakMap<Element, Sortable>} */
const lists = new WeakMap();

/** @type {import('../live/hooks.js').Hook} */
export const sortable = {
  mounted(el) {
    if (el instanceof HTMLElement) lists.set(el, new Sortable(el));
  },
  removed(el) {
    lists.get(el)?.stop();
  },
};
