/** What does nobody see before a click? Loaded with the first of them, in one piece with its styles. */

export { default as css } from "../style/extras.css?inline";
export { Board } from "./board.js";
export { IntentLine } from "./intent-line.js";
export { Menu } from "./menu.js";
export { PendingFile } from "./pending-file.js";
export { Tray } from "./tray.js";
export { Viewer } from "./viewer.js";
