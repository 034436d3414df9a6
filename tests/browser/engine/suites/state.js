// State that lives in the DOM: details, dialogs, popovers, canvases, shadow roots, custom fields.

const OPEN = (s) => `<details id="d" class="${s}"><summary id="sum">${s}</summary>more</details><dialog id="m" class="${s}"><p>${s}</p><input id="in"></dialog><dialog id="n"><p>${s}</p></dialog>
  <button id="b" popovertarget="p">${s}</button><div id="p" popover class="${s}">${s}</div>`;

export async function b32_opened_details_dialogs_and_popovers_keep_the_persons_state(t) {
  t.show(OPEN('a'));
  await t.click(t.$('#sum'));
  t.ok(t.$('#d').open, 'details open');
  t.$('#n').show();
  t.$('#m').showModal();
  t.$('#p').showPopover();
  t.become(OPEN('b'));
  t.become(`<i></i>${OPEN('c')}`);
  await t.settled();
  t.ok(t.$('#d').open, 'details closed');
  t.ok(t.$('#m').matches(':modal') && t.$('#m').checkVisibility(), 'dialog left the top layer');
  t.ok(t.$('#n').open, 'a plain dialog closed');
  t.ok(t.$('#p').matches(':popover-open') && t.$('#p').checkVisibility(), 'popover closed');
  t.same([t.$('#m p').textContent, t.$('#d').className], ['c', 'c']);
  const middle = t.point(t.$('#m p'));
  t.ok(t.$('#m').contains(document.elementFromPoint(middle.x, middle.y)), 'the dialog lies on top');
  t.$('#m').close();
}

export async function b32_closed_details_dialogs_and_popovers_stay_closed(t) {
  const page = (s) => OPEN(s).replace('<details', '<details open');
  t.show(page('a'));
  await t.click(t.$('#sum'));
  t.ok(!t.$('#d').open, 'details are closed');
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  t.same([t.$('#d').open, t.$('#m').open, t.$('#p').matches(':popover-open')], [false, false, false]);
}

export async function b32_what_stands_in_a_moved_card_stays_open(t) {
  const page = (...ids) => ids.map((id) => `<div id="${id}">${id === 'o' ? OPEN('a') : id}</div>`).join('');
  t.show(page('x', 'o', 'y'));
  t.$('#m').showModal();
  t.$('#p').showPopover();
  t.$('#d').open = true;
  t.become(page('o', 'y', 'x'));
  t.become(page('y', 'x', 'o'));
  t.same([t.$('#d').open, t.$('#m').matches(':modal'), t.$('#p').matches(':popover-open')], [true, true, true]);
  t.$('#m').close();
}

export async function dropping_open_closes_a_modal_dialog_and_frees_the_page(t) {
  t.show('<dialog id="m" open>x</dialog><button id="b">x</button>');
  t.$('#m').close();
  t.$('#m').showModal();
  t.become('<dialog id="m">x</dialog><button id="b">x</button>');
  t.ok(!t.$('#m').matches(':modal'), 'still modal');
}

export async function b35_canvas_pixels_and_shadow_roots_are_kept(t) {
  const page = (s) => `<canvas id="c" class="${s}" width="10" height="10"></canvas><div id="s" class="${s}">${s}</div>`;
  t.show(page('a'));
  t.$('#c').getContext('2d').fillRect(0, 0, 10, 10);
  const shadow = t.$('#s').attachShadow({ mode: 'open' });
  shadow.append('inside');
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  t.equal(t.$('#c').getContext('2d').getImageData(0, 0, 1, 1).data[3], 255);
  t.equal(t.$('#s').shadowRoot, shadow);
  t.equal(shadow.textContent, 'inside');
}

export async function b35_a_webgl_context_and_its_picture_are_kept(t) {
  const page = (s) => `<canvas id="g" class="${s}" width="10" height="10"></canvas><p>${s}</p>`;
  t.show(page('a'));
  const gl = t.$('#g').getContext('webgl', { preserveDrawingBuffer: true });
  t.ok(gl, 'there is no WebGL');
  gl.clearColor(0, 1, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  t.become(page('b'));
  t.become(`<i></i>${page('c')}`);
  await t.settled();
  const pixel = new Uint8Array(4);
  t.$('#g').getContext('webgl').readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  t.same([...pixel], [0, 255, 0, 255]);
  t.equal(t.$('#g').getContext('webgl'), gl);
  t.same([gl.isContextLost(), gl.isTexture(texture)], [false, true]);
}

class Rating extends HTMLElement {
  static formAssociated = true;
  internals = this.attachInternals();

  set stars(n) {
    this.internals.setFormValue(String(n));
    this.internals.setValidity(n > 5 ? { rangeOverflow: true } : {}, n > 5 ? 'too many' : '');
  }
}
customElements.define('x-rating', Rating);

export async function b35_the_value_of_a_form_associated_custom_element_is_kept(t) {
  const page = (s, ...ids) => `<form id="f">${ids.map((id) => (id === 'r' ? `<x-rating id="r" name="stars" class="${s}">${s}</x-rating>` : `<p id="${id}">${s}</p>`)).join('')}</form>`;
  t.show(page('a', 'x', 'r'));
  t.$('#r').stars = 7;
  t.become(page('b', 'x', 'r'));
  t.become(page('c', 'r', 'new', 'x'));
  t.become(page('d', 'x', 'new', 'r'));
  t.same([...new FormData(t.$('#f'))], [['stars', '7']]);
  t.same([t.$('#r').internals.validationMessage, t.$('#r').matches(':invalid')], ['too many', true]);
}
