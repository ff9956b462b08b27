/**
 * The page's only animation frame: whoever has changed asks to be drawn, and is drawn once in the next frame however
 * often it asked. Nothing is drawn while nobody can see the page; everything that asked is drawn when it is seen again.
 */
const waiting = new Set();
let requested = false;

/** @param drawable something with `draw(now)`, `now` in epoch milliseconds */
export function askToDraw(drawable) {
  waiting.add(drawable);
  request();
}

export function forgetDrawing(drawable) {
  waiting.delete(drawable);
}

function request() {
  if (!requested && !document.hidden && waiting.size > 0) {
    requested = true;
    requestAnimationFrame(drawAll);
  }
}

function drawAll() {
  requested = false;
  if (document.hidden) {
    return;
  }
  const now = Date.now();
  const drawables = [...waiting];
  waiting.clear();
  for (const drawable of drawables) {
    drawable.draw(now);
  }
}

document.addEventListener("visibilitychange", request);
