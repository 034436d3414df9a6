// What a person does: mouse, keys, input methods and files, through the DevTools protocol where a driver offers it.
//
// A driver is `window.drive(method, params)`. Without one, text and clicks are made here as well as a script can; what
// a script cannot do is skipped, and the gate takes no skipped test.

/** A test cannot run in this browser. */
export class Skip extends Error {}

const HELD = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };
/** The Windows numbers of keys, by which Chromium finds their editing commands. */
const NUMBERS = { Backspace: 8, Tab: 9, Enter: 13, Escape: 27, ' ': 32, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Delete: 46 };
const TEXTS = { Enter: '\r' };

export class Person {
  #composed = null;

  /** A call of the DevTools protocol. */
  async drive(method, params = {}) {
    if (!window.drive) throw new Skip(`no driver for ${method}`);
    try {
      return await window.drive(method, params);
    } catch (error) {
      throw /unsupported/.test(error.message) ? new Skip(error.message) : new Error(`${method}: ${error.message}`);
    }
  }

  /** Where an element is in the window; by default its middle. */
  point(dom, [across, down] = [0.5, 0.5]) {
    dom.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    const box = dom.getBoundingClientRect();
    const at = { x: box.x + box.width * across, y: box.y + box.height * down };
    for (let { frameElement } = dom.ownerDocument.defaultView; frameElement; { frameElement } = frameElement.ownerDocument.defaultView) {
      const frame = frameElement.getBoundingClientRect();
      at.x += frame.x + frameElement.clientLeft;
      at.y += frame.y + frameElement.clientTop;
    }
    return at;
  }

  /** `mousePressed`, `mouseMoved` or `mouseReleased` at a point. */
  mouse(type, at, { button = 'left', buttons = type === 'mouseReleased' ? 0 : 1, count = 1, modifiers = [] } = {}) {
    return this.drive('Input.dispatchMouseEvent', { type, ...at, button, buttons, clickCount: count, modifiers: bits(modifiers) });
  }

  /** Clicks, `count` times as fast as the mouse can. */
  async click(dom, { count = 1, button = 'left', modifiers = [] } = {}) {
    if (!window.drive) return this.#clickByHand(dom, count, button, modifiers);
    const at = this.point(dom);
    const calls = [this.mouse('mouseMoved', at, { button: 'none', buttons: 0 })];
    for (let i = 1; i <= count; i++) {
      const options = { button, count: i, modifiers };
      calls.push(this.mouse('mousePressed', at, { ...options, buttons: { left: 1, right: 2, middle: 4 }[button] }), this.mouse('mouseReleased', at, options));
    }
    await Promise.all(calls);
  }

  #clickByHand(dom, count, button, modifiers) {
    if (button !== 'left' || modifiers.length) throw new Skip('no driver for other clicks');
    dom.focus({ preventScroll: true });
    for (let i = 0; i < count; i++) dom.click();
  }

  /** Presses a key, with others held: `Control+z`, `Shift+ArrowLeft`, `Enter`, `+`. */
  async press(combination) {
    const held = combination.split('+').slice(0, -1).filter(Boolean);
    const key = combination.slice(held.join('+').length + (held.length ? 1 : 0));
    const modifiers = bits(held);
    const number = NUMBERS[key] ?? (/^[a-z\d]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0);
    const text = TEXTS[key] ?? ([...key].length === 1 && !(modifiers & 7) ? key : undefined);
    const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key === ' ' ? 'Space' : key;
    const down = { type: text ? 'keyDown' : 'rawKeyDown', key, code, windowsVirtualKeyCode: number, modifiers, ...(text ? { text } : {}) };
    await Promise.all([this.drive('Input.dispatchKeyEvent', down), this.drive('Input.dispatchKeyEvent', { type: 'keyUp', key, code, windowsVirtualKeyCode: number, modifiers })]);
  }

  /** Types into what has the focus, key by key. */
  async keys(text) {
    if (window.drive) await Promise.all([...text].map((key) => this.press(key)));
    else if (!document.execCommand('insertText', false, text)) throw new Error('nothing takes the text');
  }

  /** Starts or goes on composing in what is focused, as an input method does. */
  async compose(text) {
    try {
      return await this.drive('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
    }
    const field = document.activeElement;
    if (this.#composed === null) field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    field.value = field.value.slice(0, field.value.length - (this.#composed ?? '').length) + text;
    this.#composed = text;
    field.dispatchEvent(new CompositionEvent('compositionupdate', { bubbles: true, data: text }));
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, inputType: 'insertCompositionText', data: text }));
  }

  /** Ends the composition with this text. */
  async commit(text) {
    if (this.#composed === null) return this.drive('Input.insertText', { text });
    await this.compose(text);
    this.#composed = null;
    document.activeElement.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: text }));
  }

  /** Chooses a file of the repository in a file input. */
  async pick(dom, path) {
    const root = new URLSearchParams(location.search).get('root');
    if (!root) throw new Skip('no folder to pick files from');
    window.picked = dom;
    const { result } = await this.drive('Runtime.evaluate', { expression: 'picked' });
    await this.drive('DOM.setFileInputFiles', { files: [`${root}/${path}`], objectId: result.objectId });
  }

  /** Collects garbage, then tells what is alive: `Nodes`, `JSEventListeners` and the other measures of the protocol. */
  async alive() {
    await this.drive('Performance.enable');
    await this.drive('HeapProfiler.collectGarbage');
    const { metrics } = await this.drive('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }
}

const bits = (names) => names.reduce((sum, name) => sum | HELD[name], 0);
