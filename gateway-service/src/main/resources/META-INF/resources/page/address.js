/**
 * What the address says: `#token=<jwt>&boards=<id>,<id>`. A fragment never travels to a server.
 *
 * The token moves from the address into the tab's session storage, so that it is not read off a wall or copied along
 * with the link, and a reload still works. Where the browser refuses session storage it stays in the address instead.
 */
const TOKEN_KEY = "mycostream.token";

/** More boards than this in one link are a mistake or a prank; a user may have ten connections by default. */
export const MOST_BOARDS = 20;

/** Reads `#token=…&boards=…`; `token` is null when the fragment has none. */
export function readFragment(fragment) {
  let token = null;
  let boards = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(equals, 0));
    const value = part.slice(equals + 1);
    if (name === "token") {
      token = decoded(value).trim();
    } else if (name === "boards") {
      boards = value.split(",").map(decoded);
    }
  }
  return { token, boards: usable(boards) };
}

/** Reads a list typed by a person, with commas between. */
export function readBoards(text) {
  return usable(text.split(","));
}

/** Reads what was pasted as a token: a bare token, an `Authorization` value, or the whole link to this page. */
export function readToken(text) {
  const pasted = text.trim();
  const fragment = pasted.indexOf("#");
  if (fragment >= 0) {
    return readFragment(pasted.slice(fragment));
  }
  return { token: pasted.replace(/^bearer\s+/i, ""), boards: [] };
}

/** Keeps the token for reloads of this tab; false when the browser does not let us. */
export function keepToken(token) {
  try {
    sessionStorage.setItem(TOKEN_KEY, token);
    return true;
  } catch {
    return false;
  }
}

export function keptToken() {
  try {
    return sessionStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}

/** Makes the address name these boards; the token is in it only if it could not be kept elsewhere. */
export function writeAddress(boards, visibleToken) {
  const parts = [];
  if (visibleToken) {
    parts.push(`token=${encodeURIComponent(visibleToken)}`);
  }
  if (boards.length > 0) {
    parts.push(`boards=${boards.map(encodeURIComponent).join(",")}`);
  }
  const fragment = parts.length > 0 ? `#${parts.join("&")}` : "";
  history.replaceState(null, "", location.pathname + location.search + fragment);
}

/** The WebSocket of a board, beside this page, whatever host and path prefix it is served under. */
export function boardUrl(board, token) {
  const url = new URL(`ws/devices/${encodeURIComponent(board)}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  url.search = token ? `token=${encodeURIComponent(token)}` : "";
  return url.href;
}

/** `.` and `..` are taken out of every URL by the browser, encoded or not, so no board of that name can be reached. */
function usable(ids) {
  const named = ids.map((id) => id.trim()).filter((id) => id !== "" && id !== "." && id !== "..");
  return [...new Set(named)];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
