/**
 * An index by which messages are found by their words.
 *
 * - `search` holds no text, but for each word the ids of the messages that have it, and in the same way `#` with the id of
 *   the room and `@` with the account. The words are made by `shared/text/words.ts`, so that the tokenizer only splits at
 *   spaces.
 * - `secure-delete` takes a word out at once where it would otherwise be noted as deleted, and lie there still.
 * - Merging is done in small steps (`sqlite/search-index.ts`): by itself FTS5 merges at once what takes 100 ms.
 * - `meta.indexed` is the id of the last event that is in the index. What was stored before is indexed after the start.
 */
export const search = `
	CREATE VIRTUAL TABLE search USING fts5 (
		words, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '#@_.-'"
	);
	INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
	INSERT INTO search (search, rank) VALUES ('automerge', 0);
	INSERT INTO search (search, rank) VALUES ('crisismerge', 1000);
	INSERT INTO meta (name, value) VALUES ('indexed', '0');
`;
