import { MOST_BOARDS, keepToken, keptToken, readBoards, readFragment, readToken, writeAddress } from "./address.js";
import { Board } from "./board.js";

/** Ages and curves move on though nothing arrives; once a second is enough and keeps a wall calm. */
const TICK_MILLIS = 1_000;

const part = (id) => document.getElementById(id);
const templates = { boardTemplate: part("board-template"), readingTemplate: part("reading-template") };
const boards = new Map();
let token = null;
let tokenKept = false;

function useToken(given) {
  token = given;
  tokenKept = keepToken(given);
  showStart(false);
  for (const board of boards.values()) {
    board.connect(token);
  }
}

function addBoard(id) {
  if (boards.has(id)) {
    notify(`${id} is already here.`);
    boards.get(id).element.scrollIntoView({ block: "nearest" });
  } else if (boards.size >= MOST_BOARDS) {
    notify(`This page shows at most ${MOST_BOARDS} boards; the others were not added.`);
  } else {
    notify("");
    const board = new Board(id, { changed: summarise, refused: askForToken, removed: removeBoard }, templates);
    boards.set(id, board);
    part("list").append(board.element);
    board.connect(token);
  }
}

function removeBoard(board) {
  const neighbour = board.element.nextElementSibling ?? board.element.previousElementSibling;
  board.close();
  boards.delete(board.id);
  if (neighbour) {
    boards.get(neighbour.dataset.board).focus();
  } else {
    part("add-board").focus();
  }
  boardsChanged();
}

function boardsChanged() {
  writeAddress([...boards.keys()], tokenKept ? null : token);
  summarise();
}

/** Makes the boards on the page those of a link. */
function showBoards(ids) {
  for (const board of [...boards.values()].filter(({ id }) => !ids.includes(id))) {
    board.close();
    boards.delete(board.id);
  }
  for (const id of ids.filter((each) => !boards.has(each))) {
    addBoard(id);
  }
  boardsChanged();
}

function summarise() {
  const all = [...boards.values()];
  const live = all.filter(({ state }) => state === "live").length;
  const stopped = all.filter((board) => board.stopped).length;
  const counted = `${live} of ${all.length} ${all.length === 1 ? "board" : "boards"} live`;
  part("summary").textContent = all.length === 0 ? "" : counted;
  document.body.toggleAttribute("data-watching", token !== null);
  part("empty").hidden = token === null || all.length > 0;
  part("legend").hidden = all.length === 0;
  const news = stopped > 0 ? "Emergency stop" : all.length > 0 ? counted : "";
  document.title = news ? `${news} · mycostream` : "mycostream";
}

function showStart(shown) {
  const opened = shown && part("start").hidden;
  part("start").hidden = !shown;
  part("add").hidden = token === null;
  part("change-token").setAttribute("aria-expanded", String(shown));
  if (opened) {
    part("boards").value = [...boards.keys()].join(", ");
  }
  if (!shown) {
    part("start-problem").textContent = "";
    part("token").value = "";
  }
}

function askForToken(ending) {
  if (ending.aboutToken) {
    showStart(true);
    part("start-problem").textContent = ending.text;
  }
}

function notify(text) {
  part("notice").textContent = text;
  part("notice").hidden = text === "";
}

part("watch").addEventListener("submit", (submission) => {
  submission.preventDefault();
  const pasted = readToken(part("token").value);
  const named = readBoards(part("boards").value);
  useToken(pasted.token || token || "");
  showBoards([...new Set([...pasted.boards, ...named])]);
});

part("add").addEventListener("submit", (submission) => {
  submission.preventDefault();
  for (const id of readBoards(part("add-board").value)) {
    addBoard(id);
  }
  part("add-board").value = "";
  boardsChanged();
});

part("change-token").addEventListener("click", () => {
  showStart(part("start").hidden);
  if (!part("start").hidden) {
    part("token").focus();
  }
});

/** A link pasted into this tab changes the fragment without a reload. */
window.addEventListener("hashchange", () => openLink(readFragment(location.hash)));

function openLink(link) {
  if (link.token !== null) {
    useToken(link.token);
  }
  if (token === null) {
    showStart(true);
    part("boards").value = link.boards.join(", ");
    summarise();
  } else {
    showBoards(link.boards);
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const board of boards.values()) {
    board.recolour();
  }
});

setInterval(() => boards.forEach((board) => board.tick()), TICK_MILLIS);

const kept = keptToken();
if (kept !== null) {
  useToken(kept);
}
openLink(readFragment(location.hash));
