// For people who look under the hood: frames readable in the console, a handle, and a slow line. Never loaded otherwise.
//
// `localStorage.liveDebug = 1` logs every frame; `localStorage.liveLatency = '300'` or `'0-2000'` delays each way.

/** @param {object} handle */
export function startDebug(handle) {
  Object.assign(window, { __live: handle });
  const log = localStorage.getItem('liveDebug') !== null;
  const [least = 0, most = least] = (localStorage.getItem('liveLatency') ?? '').split('-').map(Number);
  if (!log && !most) return;
  const Plain = window.WebSocket;
  /** Frames keep their order however their delays fall. @param {() => void} act @param {{ at: number }} queue */
  const later = (act, queue) => {
    queue.at = Math.max(queue.at, performance.now() + least + Math.random() * (most - least));
    setTimeout(act, queue.at - performance.now());
  };
  window.WebSocket = class extends Plain {
    #up = { at: 0 };
    #down = { at: 0 };

    /** @param {string} text */
    send(text) {
      if (log) console.debug('live ↑', text);
      later(() => this.readyState === Plain.OPEN && super.send(text), this.#up);
    }

    /** @param {((event: MessageEvent) => void) | null} act */
    set onmessage(act) {
      super.onmessage = (event) => {
        if (log) console.debug('live ↓', describe(event.data));
        later(() => act?.(event), this.#down);
      };
    }
  };
}

/** A patch in words, one operation a line. @param {string} text */
export function describe(text) {
  const frame = JSON.parse(text);
  if (typeof frame[0] === 'string') return text;
  /** @type {Record<string, string>} */
  const verbs = { a: 'gains', d: 'loses', c: 'has children', t: 'becomes', r: 'is renamed' };
  const patches = typeof frame[0] === 'number' ? [frame] : frame;
  const words = patches.map((/** @type {any[]} */ [region, ...ops]) => {
    const lines = [`region ${region}`];
    for (let i = 0; i < ops.length; i++) {
      const op = ops[i];
      if (typeof op === 'number') lines.push(`  ${op} = ${JSON.stringify(ops[++i])}`);
      else lines.push(`  ${verbs[op[0]]} ${JSON.stringify(op.slice(1))}`);
    }
    return lines.join('\n');
  });
  return `${text.length} characters\n${words.join('\n')}`;
}
