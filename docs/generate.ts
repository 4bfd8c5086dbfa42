import { readFileSync, writeFileSync } from "node:fs";
import { bodyLimitBytes, frameLimitBytes, nestingLimit } from "@partyline/shared/framing/limits";
import { type ErrorEntry, errors } from "@partyline/shared/protocol/errors";
import {
	at,
	eventTypes,
	receivedEvent,
	roomKind,
	roomRole,
} from "@partyline/shared/protocol/events";
import {
	accountName,
	author,
	cursor,
	messageId,
	roomName,
	seq,
} from "@partyline/shared/protocol/ids";
import { defaultPort, limits, protocolVersion } from "@partyline/shared/protocol/limits";
import { methods } from "@partyline/shared/protocol/methods";
import { notifications } from "@partyline/shared/protocol/notifications";
import {
	act,
	actName,
	device,
	invitation,
	joinedRoom,
	member,
	presenceState,
	role,
	roomSummary,
	serverBan,
} from "@partyline/shared/protocol/shapes";
import { messageLimitBytes } from "@partyline/shared/text/message-text";
import { accountNameLimit, roomNameLimit } from "@partyline/shared/text/names";
import { rules, type Standing, standings } from "../apps/server/src/hub/permissions.ts";

type Override = (context: { zodSchema: object; jsonSchema: { title?: string } }) => void;

/** A zod schema, as far as this needs it. */
type AnySchema = { toJSONSchema(params: { io: "input"; override: Override }): unknown };

/** Types that have a name in the document; the order is that of the table. */
const named: readonly { schema: AnySchema; name: string; says: string }[] = [
	{
		schema: roomName,
		name: "Room",
		says: `\`#name\`, at most ${roomNameLimit} characters after the \`#\`, in small letters; or \`@\` and 8 to 40 of \`0-9a-z\``,
	},
	{
		schema: accountName,
		name: "Account",
		says: `a name: letters, digits, \`_\`, \`-\` and \`.\`, at most ${accountNameLimit} characters, the first a letter or a digit`,
	},
	{ schema: author, name: "Author", says: "an Account, or `server`" },
	{ schema: seq, name: "Seq", says: "integer from 1" },
	{
		schema: cursor,
		name: "Cursor",
		says: "integer from 0: a Seq, or 0 for before the first event",
	},
	{ schema: at, name: "Time", says: "integer: milliseconds since 1970 by the server's clock" },
	{ schema: messageId, name: "MessageId", says: "a UUIDv7 in its usual text form" },
	{ schema: roomKind, name: "Kind", says: "" },
	{ schema: role, name: "Role", says: "" },
	{ schema: roomRole, name: "RoomRole", says: "" },
	{ schema: presenceState, name: "State", says: "" },
	{ schema: roomSummary, name: "RoomSummary", says: "" },
	{ schema: joinedRoom, name: "JoinedRoom", says: "" },
	{ schema: member, name: "Member", says: "" },
	{ schema: device, name: "Device", says: "" },
	{ schema: invitation, name: "Invitation", says: "" },
	{ schema: actName, name: "ActName", says: "" },
	{ schema: act, name: "Act", says: "" },
	{ schema: serverBan, name: "ServerBan", says: "" },
	{ schema: receivedEvent, name: "Event", says: "one of the events below" },
];

/** The type a schema takes from the wire, as text; `self` is not shortened to its own name. */
function typeOf(schema: AnySchema, self = ""): string {
	return toText(
		schema.toJSONSchema({
			io: "input",
			override({ zodSchema, jsonSchema }) {
				const known = named.find((each) => each.schema === zodSchema);
				if (known !== undefined && known.name !== self) jsonSchema.title = known.name;
			},
		}),
	);
}

function toText(json: unknown): string {
	if (!isRecord(json)) return "any";
	if (typeof json.title === "string") return json.title;
	if ("const" in json) return JSON.stringify(json.const);
	const choices = json.enum ?? json.anyOf ?? json.oneOf;
	if (Array.isArray(choices))
		return choices
			.map((each) => (isRecord(each) ? toText(each) : JSON.stringify(each)))
			.join(" | ");
	if (json.type === "array") return listText(json);
	if (json.type === "object") return objectText(json);
	return `${typeof json.type === "string" ? json.type : "any"}${rangeText(json)}`;
}

function listText({ items, minItems, maxItems }: Record<string, unknown>): string {
	const item = toText(items);
	const list = item.includes(" | ") ? `(${item})[]` : `${item}[]`;
	if (maxItems === undefined) return list;
	return minItems === undefined ? `${list} (≤ ${maxItems})` : `${list} (${minItems}–${maxItems})`;
}

function objectText({
	properties,
	required,
	additionalProperties,
}: Record<string, unknown>): string {
	if (isRecord(additionalProperties)) return `{ [Room]: ${toText(additionalProperties)} }`;
	const needed = Array.isArray(required) ? required : [];
	const fields = Object.entries(isRecord(properties) ? properties : {}).map(
		([name, type]) => `${name}${needed.includes(name) ? "" : "?"}: ${toText(type)}`,
	);
	return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function rangeText(json: Record<string, unknown>): string {
	const told: string[] = [];
	const { minimum, maximum } = json;
	const isBounded = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
	if (isBounded) told.push(`${minimum}–${maximum}`);
	else if (typeof minimum === "number" && minimum > Number.MIN_SAFE_INTEGER)
		told.push(`≥ ${minimum}`);
	if (json.maxLength !== undefined) told.push(`≤ ${json.maxLength} characters`);
	if (json.default !== undefined) told.push(`default ${JSON.stringify(json.default)}`);
	return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
	const widths = head.map((_, column) =>
		Math.max(...cells.map((row) => [...(row[column] ?? "")].length)),
	);
	// Aligned, as the formatter would do it.
	const line = (row: readonly string[], fill: string) => {
		const padded = row.map(
			(cell, column) => cell + fill.repeat((widths[column] ?? 0) - [...cell].length),
		);
		return `| ${padded.join(" | ")} |`;
	};
	const [first = [], ...rest] = cells;
	const rule = line(
		head.map(() => ""),
		"-",
	);
	return [line(first, " "), rule, ...rest.map((row) => line(row, " "))].join("\n");
}

function code(text: string): string {
	return `\`${text}\``;
}

function typesPart(): string {
	const rows = named.map(({ schema, name, says }) => [
		name,
		says === "" ? code(typeOf(schema, name)) : says,
	]);
	return `### Types\n\n\`?\` marks a member that may be missing.\n\n${table(["type", "is"], rows)}`;
}

function methodsPart(): string {
	const parts = Object.entries(methods).map(
		([name, { summary, stage, params, result, errors: own }]) =>
			[
				`#### \`${name}\``,
				"",
				summary,
				"",
				`- stage: ${stage}`,
				`- params: ${code(typeOf(params))}`,
				`- result: ${code(typeOf(result))}`,
				`- own errors: ${own.length === 0 ? "none" : own.map(code).join(", ")}`,
			].join("\n"),
	);
	return `### Methods\n\n${parts.join("\n\n")}`;
}

function eventsPart(): string {
	const rows = Object.entries(eventTypes).map(([name, { schema, summary }]) => [
		code(name),
		code(typeOf(schema())),
		summary,
	]);
	return `### Events\n\n${table(["type", "event", "says"], rows)}`;
}

function notificationsPart(): string {
	const rows = Object.entries(notifications).map(([name, { params, summary }]) => [
		code(name),
		code(typeOf(params)),
		summary,
	]);
	return `### Notifications\n\n${table(["method", "params", "says"], rows)}`;
}

function errorsPart(): string {
	const entries: [string, ErrorEntry][] = Object.entries(errors);
	const rows = entries.map(([name, { number, message, retry, closes }]) => [
		code(name),
		`${number}`,
		message,
		retry,
		closes ? "yes" : "",
	]);
	return `### Errors\n\n${table(["`data.code`", "`code`", "sentence", "retry", "closes"], rows)}`;
}

function limitsPart(): string {
	const rows = [
		["the default port", defaultPort],
		["this protocol", protocolVersion],
		["bytes in a line, its newline not counted", frameLimitBytes],
		["bytes in a body", bodyLimitBytes],
		["levels of nesting", nestingLimit],
		["bytes of UTF-8 in the text of a message", messageLimitBytes],
		["characters in a topic", limits.topicChars],
		["events in a page of `history`", limits.pageEvents],
		["events that `sync` sends for one room", limits.syncEvents],
		["rooms in one `sync`", limits.syncRooms],
		["members or rooms in a page", limits.pageEntries],
		["messages in a page of `search`", limits.pageEvents],
		["characters of what is searched for", limits.searchChars],
		["people in a direct conversation", limits.directPeople],
		["open requests of one connection", limits.openRequests],
	].map(([what, number]) => [`${what}`, `${number}`]);
	return `### Limits\n\n${table(["what", "number"], rows)}`;
}

const begin =
	"<!-- generated by `pnpm docs` from packages/shared/src/protocol: change it there -->";
const end = "<!-- generated until here -->";

/** The document with its generated part made anew. */
export function withGenerated(document: string): string {
	const from = document.indexOf(begin);
	const to = document.indexOf(end);
	if (from === -1 || to < from) throw new Error("docs/protocol.md has lost its markers");
	const parts = [
		typesPart(),
		methodsPart(),
		eventsPart(),
		notificationsPart(),
		errorsPart(),
		limitsPart(),
	];
	return `${document.slice(0, from)}${begin}\n\n${parts.join("\n\n")}\n\n${document.slice(to)}`;
}

const beginRules =
	"<!-- generated by `pnpm docs` from apps/server/src/hub/permissions.ts: change it there -->";

/** The document on security with the table of who may what made anew. */
export function withRules(document: string): string {
	const from = document.indexOf(beginRules);
	const to = document.indexOf(end);
	if (from === -1 || to < from) throw new Error("docs/security.md has lost its markers");
	return `${document.slice(0, from)}${beginRules}\n\n${rulesPart()}\n\n${document.slice(to)}`;
}

function rulesPart(): string {
	const rows = Object.values(rules).map(
		(rule: { deed: string; least: Standing; takesAccount?: true }) => [
			`${rule.deed}${rule.takesAccount ? " (takes an account)" : ""}`,
			...standings.map((one) =>
				standings.indexOf(one) >= standings.indexOf(rule.least) ? "yes" : "",
			),
		],
	);
	return table(["may …", ...standings], rows);
}

/** Where the documents are. */
export const protocolPath = new URL("protocol.md", import.meta.url);
export const securityPath = new URL("security.md", import.meta.url);

if (import.meta.main) {
	writeFileSync(protocolPath, withGenerated(readFileSync(protocolPath, "utf8")));
	writeFileSync(securityPath, withRules(readFileSync(securityPath, "utf8")));
}
