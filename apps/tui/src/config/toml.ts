import { type AST, ParseError, parseTOML } from "toml-eslint-parser";

/** Names that lead to a value, from outside in. */
export type Path = readonly PropertyKey[];

/** What a TOML text says, and where. */
export type TomlText = {
	readonly value: Readonly<Record<string, unknown>>;
	/** The line of a setting, or of the section it belongs in when it is not there. */
	readonly lineOf: (path: Path) => number;
};

/** A text that is not TOML; the line is not known of one that the parser was lost in. */
export type TomlFault = { readonly line: number | undefined; readonly what: string };

/** Nothing that we read goes half as deep. */
const nestingLimit = 16;

/** Reads a TOML text, or says what is the first thing wrong with it: a parser cannot go on after that. */
export function parseToml(text: string): TomlText | TomlFault {
	// Editors on Windows begin a file with a byte order mark.
	const source = text.replace(/^\ufeff/, "");
	try {
		const program = parseTOML(source);
		const reading: Reading = { value: createTable(), lines: new Map() };
		for (const node of program.body[0].body) readNode(node, [], reading);
		const { value, lines } = reading;
		return { value, lineOf: (path) => findLine(lines, path) };
	} catch (error) {
		if (error instanceof ParseError) return faultOf(error, source);
		// The stack's end, which brackets in brackets lead the parser to, or ours.
		if (error instanceof RangeError) return { line: undefined, what: "it is nested too deeply" };
		throw error;
	}
}

type Table = Record<PropertyKey, unknown>;
type Reading = { readonly value: Table; readonly lines: Map<string, number> };

/** A table in which "__proto__" is a name like any other: a theme is a file that people pass on. */
function createTable(): Table {
	return Object.create(null);
}

function readNode(node: AST.TOMLTable | AST.TOMLKeyValue, above: Path, reading: Reading): void {
	if (node.type === "TOMLTable") {
		put(reading, { path: node.resolvedKey, line: node.loc.start.line, value: createTable() });
		for (const inner of node.body) readNode(inner, node.resolvedKey, reading);
		return;
	}
	const path = [...above, ...node.key.keys.map(nameOf)];
	readValue(node.value, path, { ...reading, line: node.loc.start.line });
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
	return key.type === "TOMLBare" ? key.name : key.value;
}

function readValue(
	node: AST.TOMLContentNode,
	path: Path,
	reading: Reading & { readonly line: number },
): void {
	const { line } = reading;
	if (node.type === "TOMLValue") put(reading, { path, line, value: node.value });
	else if (node.type === "TOMLArray") {
		put(reading, { path, line, value: [] });
		for (const [index, element] of node.elements.entries())
			readValue(element, [...path, index], { ...reading, line: element.loc.start.line });
	} else {
		put(reading, { path, line, value: createTable() });
		for (const inner of node.body) readNode(inner, path, reading);
	}
}

type Found = { readonly path: Path; readonly line: number; readonly value: unknown };

function put({ value: root, lines }: Reading, { path, line, value }: Found): void {
	if (path.length > nestingLimit) throw new RangeError("nested too deeply");
	let table: object = root;
	for (const [index, name] of path.slice(0, -1).entries()) {
		const above = keyOf(path.slice(0, index + 1));
		if (!lines.has(above)) lines.set(above, line);
		const known: unknown = Reflect.get(table, name);
		const inner = isTable(known) ? known : typeof path[index + 1] === "number" ? [] : createTable();
		Reflect.set(table, name, inner);
		table = inner;
	}
	lines.set(keyOf(path), line);
	const last = path.at(-1) ?? "";
	// `[a]` may stand below `[a.b]`.
	if (!isTable(value) || !isTable(Reflect.get(table, last))) Reflect.set(table, last, value);
}

function isTable(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}

function findLine(lines: ReadonlyMap<string, number>, path: Path): number {
	for (let length = path.length; length > 0; length--) {
		const line = lines.get(keyOf(path.slice(0, length)));
		if (line !== undefined) return line;
	}
	return 1;
}

function keyOf(path: Path): string {
	return JSON.stringify(path.map(String));
}

const switched = /=\s*(true|false|yes|no|on|off)\s*$/i;
const bareText = /=\s*(?!true|false)[^\s"'[{\d+#-]/;
const bareSign = /^[^"'[\]=]*[^\w\s.\-"'[\]=][^"'[\]=]*=/;
const twice = "Defining a key multiple times is invalid";

/** What is wrong with a text, in the words of somebody who never read the grammar. */
function faultOf({ message, lineNumber, column, index }: ParseError, source: string): TomlFault {
	// What is missing at the end of a line is noticed at the beginning of the next thing.
	const isLate = column === 0 && message !== twice;
	const line = isLate ? source.slice(0, index).trimEnd().split("\n").length : lineNumber;
	const text = source.split("\n")[line - 1]?.trim() ?? "";
	return { line, what: clauseOf(message, text) };
}

function clauseOf(message: string, text: string): string {
	if (message === twice) return "this is set a second time";
	if (/=\s*#/.test(text)) return 'what begins with "#" must be in quotation marks';
	if (text.endsWith("=")) return 'the value after "=" is missing';
	if (/(^|=\s*)\[[^\]]*$/.test(text)) return 'the "]" is missing';
	if (bareSign.test(text)) return "a name with such signs must be in quotation marks";
	if (switched.test(text)) return "a switch is true or false, in small letters";
	if (bareText.test(text)) return "a text must be in quotation marks";
	if (!text.includes("=")) return 'there is no "=" in this line';
	if (message === "Unterminated string constant") return "the closing quotation mark is missing";
	if (message === "Must be a newline") return "there is more behind the value";
	return `this is not TOML, ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
