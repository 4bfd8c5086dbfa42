import type { DatabaseSync } from "node:sqlite";
import { words } from "@partyline/shared/text/words";
import { integer, type Row, text, toMessageText } from "../row.ts";
import { authorTerm, roomTerm } from "../search-index.ts";
import type { Troubles } from "./troubles.ts";

/** A sum is kept below this. */
const sumBits = 48;

/**
 * Looks whether the words of the index are those of the messages that are in it, all of them and no other. Compared are two
 * sums, each of a number for every word of every message: the words themselves are more than one would keep in memory.
 */
export function checkWords(database: DatabaseSync, mark: number, troubles: Troubles): void {
	if (sumOfIndex(database) !== sumOfMessages(database, mark))
		troubles.add("The words of the index are not those of the messages.");
}

function sumOfMessages(database: DatabaseSync, mark: number): bigint {
	const messages = database.prepare(
		`SELECT room, "by", rest FROM events WHERE id <= ? AND type = 'message'`,
	);
	let sum = 0;
	for (const row of messages.iterate(mark))
		for (const term of termsOf(row)) sum = (sum + toNumber(term)) % 2 ** sumBits;
	return BigInt(sum);
}

function termsOf(row: Row): ReadonlySet<string> {
	const said = readText(row);
	if (said === undefined) return new Set();
	// The index does not tell A from a, and nobody is called the same but for that.
	const author = authorTerm(text(row.by)).replaceAll(/[A-Z]+/g, (capitals) =>
		capitals.toLowerCase(),
	);
	return new Set([roomTerm(integer(row.room)), author, ...words(said)]);
}

function readText(row: Row): string | undefined {
	try {
		return toMessageText(row);
	} catch {
		// That it cannot be read was told where its event was.
		return undefined;
	}
}

function sumOfIndex(database: DatabaseSync): bigint {
	// Not in the file: what belongs to this connection alone may be made although it only reads.
	database.exec("CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab (main, search, row)");
	let sum = 0n;
	for (const row of database.prepare("SELECT term, doc FROM temp.indexed_words").iterate())
		sum += BigInt(toNumber(text(row.term))) * BigInt(integer(row.doc));
	database.exec("DROP TABLE temp.indexed_words");
	return BigInt.asUintN(sumBits, sum);
}

/** A number of 32 bits that two words seldom have in common (FNV-1a, over UTF-16). */
function toNumber(term: string): number {
	let number = 0x811c9dc5;
	for (let at = 0; at < term.length; at++)
		number = Math.imul(number ^ term.charCodeAt(at), 0x01000193);
	return number >>> 0;
}
