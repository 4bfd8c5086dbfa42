import { previousGrapheme } from "./boundaries.ts";
import { type Editor, insert } from "./editor.ts";

/** Nobody looks for more; a page pasted by mistake is not to be searched for with every key. */
export const mostSearched = 200;

/** Puts a text into a line that searches: as one line, and no more of it than has room. */
export function insertWords(line: Editor, text: string): Editor {
	const room = Math.max(0, mostSearched - line.text.length);
	const words = text.replace(/\s+/g, " ").slice(0, room + 1);
	// The last character is too much, and it may be of several code units.
	const end = words.length <= room ? words.length : previousGrapheme(words, words.length);
	return insert(line, words.slice(0, end));
}
