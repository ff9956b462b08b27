const FRESH_TOKEN = "Paste a fresh one; “make demo” prints one at each start.";
const REFUSALS = new Map([
  ["Authentication required", ["No token was given.", "Paste a token to watch this board."]],
  ["Invalid token", ["The gateway does not accept this token.", FRESH_TOKEN]],
  ["Token expired", ["The token has expired.", FRESH_TOKEN]],
]);

/**
 * What the end of a connection means: whether to come back, and what to tell the person in front of the page.
 *
 * - `again`: come back soon; the pauses grow by themselves
 * - `later`: come back, but leave the gateway alone for a while
 * - `never`: coming back with the same token would only be refused again
 */
export function ending(code, reason) {
  switch (code) {
    case 1008:
      return refusal(reason);
    case 1013:
      return { comeBack: "later", refused: false, text: "The gateway is full just now." };
    case 1001:
      return { comeBack: "again", refused: false, text: "The gateway is shutting down or restarting." };
    case 1000:
      return { comeBack: "again", refused: false, text: "The gateway ended a quiet connection." };
    case 1011:
      return { comeBack: "again", refused: false, text: "The gateway had a fault." };
    default:
      return { comeBack: "again", refused: false, text: "No connection to the gateway." };
  }
}

function refusal(reason) {
  if (reason === "Connection limit exceeded") {
    return {
      comeBack: "later",
      refused: true,
      text: "Connection limit exceeded: you have as many connections open as one user may have. "
        + "Remove a board here, or close another tab.",
    };
  }
  if (reason === "Message rate exceeded") {
    return { comeBack: "later", refused: false, text: "The gateway asked for a pause." };
  }
  if (REFUSALS.has(reason)) {
    const [problem, advice] = REFUSALS.get(reason);
    return { comeBack: "never", refused: true, text: `${problem} ${advice}`, aboutToken: true };
  }
  if (reason.endsWith(" role required")) {
    return {
      comeBack: "never",
      refused: true,
      text: `This token may not watch boards: ${reason}. Paste one that may.`,
      aboutToken: true,
    };
  }
  return { comeBack: "never", refused: true, text: `The gateway refused: ${reason || "no reason given"}.` };
}
