// The three routes of the page: read the state, do something, hear that something changed.

export const viewer = new URLSearchParams(location.search).get("as");

export async function state(place) {
  const query = new URLSearchParams({ as: viewer });
  for (const [name, value] of Object.entries(place)) if (value) query.set(name, value);
  const answer = await fetch(`/page/state?${query}`);
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return answer.json();
}

/** Always an object with `ok`; when not ok, `error` is a sentence that can be shown. */
export async function act(what, facts = {}) {
  try {
    const answer = await fetch("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: viewer, do: what, ...facts }),
    });
    return await answer.json();
  } catch {
    return { ok: false, error: "The sandbox does not answer. Is it still running?" };
  }
}

/** Rings on every change, and once after each reconnection. A hidden tab listens to nothing: browsers allow six streams per host. */
export function listen(ring, status) {
  let stream = null;
  const open = () => {
    stream = new EventSource(`/page/stream?as=${encodeURIComponent(viewer)}`);
    stream.onopen = () => {
      status(true);
      ring();
    };
    stream.onmessage = ring;
    stream.onerror = () => status(false);
  };
  const close = () => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : (stream ?? open())));
  addEventListener("pagehide", close);
  open();
}
