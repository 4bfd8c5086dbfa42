import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test } from "vitest";
import { StorageError } from "../errors.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { type KnownServers, memoryKnownServers } from "./known-servers.ts";
import { fileKnownServers } from "./known-servers-file.ts";

const chat = { host: "chat.example", port: 7420 };
const lab = { host: "::1", port: 7000 };
const [one, two] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const [oneText, twoText] = [fingerprintText(one), fingerprintText(two)];

function filePath(): string {
	return join(temporaryFolder(onTestFinished), "config", "known-servers");
}

/** The file with this text in it. */
function fileWith(text: string | Buffer): string {
	const path = join(temporaryFolder(onTestFinished), "known-servers");
	writeFileSync(path, text);
	return path;
}

const kinds: readonly [string, () => KnownServers][] = [
	["in memory", memoryKnownServers],
	["in a file", () => fileKnownServers(filePath())],
];

test.each(kinds)("known servers %s keep a key for each address until it is removed", (_, make) => {
	const known = make();
	expect([known.get(chat), known.all(), known.remove(chat)]).toEqual([undefined, [], false]);
	known.put(chat, one);
	known.put(lab, two);
	expect(known.get(chat)).toEqual(one);
	expect(known.get({ ...chat, port: 1 })).toBeUndefined();
	known.put(chat, two);
	expect(known.all()).toEqual([
		{ address: chat, pin: two },
		{ address: lab, pin: two },
	]);
	expect(known.remove(chat)).toBe(true);
	expect(known.get(chat)).toBeUndefined();
	expect(known.all()).toEqual([{ address: lab, pin: two }]);
});

test.each(kinds)("known servers %s know a server however its address is spelled", (_, make) => {
	const known = make();
	known.put({ ...chat, host: "Chat.Example." }, one);
	known.put({ ...lab, host: "0:0:0:0:0:0:0:1" }, two);
	expect([known.get(chat), known.get(lab)]).toEqual([one, two]);
	expect(known.all().map(({ address }) => address)).toEqual([chat, lab]);
	expect(known.remove({ ...chat, host: "CHAT.example" })).toBe(true);
});

test("what is known is there for the next process, a line for each server, for nobody else to read", () => {
	const path = filePath();
	const known = fileKnownServers(path);
	known.put(chat, one);
	known.put(lab, two);
	expect(fileKnownServers(path).get(chat)).toEqual(one);
	expect(readFileSync(path, "utf8")).toBe(`chat.example:7420 ${oneText}\n[::1]:7000 ${twoText}\n`);
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
	expect(readdirSync(join(path, "..")).sort()).toEqual(["known-servers", "known-servers.lock"]);
	expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
});

test("looking into it makes no file", () => {
	const path = filePath();
	const known = fileKnownServers(path);
	expect([known.get(chat), known.all()]).toEqual([undefined, []]);
	expect(existsSync(join(path, ".."))).toBe(false);
});

test("what somebody wrote into the file stays as it is, byte for byte", () => {
	const comment = Buffer.concat([
		Buffer.from("# B\u00fcro, "),
		Buffer.of(0xfc, 0xff),
		Buffer.from("\r\n\n"),
	]);
	const path = fileWith(
		Buffer.concat([comment, Buffer.from(`  chat.example\t${oneText}  \n# the end`)]),
	);
	const known = fileKnownServers(path);
	expect(known.get(chat)).toEqual(one);
	known.put(lab, two);
	const rest = Buffer.from(`  chat.example\t${oneText}  \n# the end\n[::1]:7000 ${twoText}\n`);
	expect(readFileSync(path)).toEqual(Buffer.concat([comment, rest]));
	known.put(chat, two);
	known.remove(lab);
	const changed = Buffer.from(`chat.example:7420 ${twoText}\n# the end\n`);
	expect(readFileSync(path)).toEqual(Buffer.concat([comment, changed]));
});

test("a key that is known already is not written again", () => {
	const path = fileWith(`chat.example:7420 ${oneText}\n`);
	const before = statSync(path);
	fileKnownServers(path).put(chat, one);
	expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

test.each([
	`other.example ${oneText.slice(0, -1)}`,
	`other.example ${oneText} ${twoText}`,
	`https://other.example ${oneText}`,
	`partyline://other.example ${oneText}`,
	`other.example:0 ${oneText}`,
	"other.example",
	"other.example ssh-ed25519 AAAA",
	"\0\0\0\0",
])(
	"of a file with the line %j it is told which line it is, and no server is taken for a new one",
	(line) => {
		const path = fileWith(`# mine\nchat.example ${oneText}\n${line}\n`);
		const known = fileKnownServers(path);
		expect(known.get(chat)).toEqual(one);
		const complaint = new StorageError(`Line 3 of ${path} cannot be read; mend it or delete it.`);
		expect(() => known.get(lab)).toThrow(complaint);
		expect(() => known.all()).toThrow(complaint);
		// Somebody accepts a key: this server is known then, and the line is still there to be mended.
		known.put(lab, two);
		expect(known.get(lab)).toEqual(two);
		expect(readFileSync(path, "latin1")).toContain(line);
	},
);

test("a server with two keys is neither of them, until one is accepted", () => {
	const path = fileWith(`chat.example ${oneText}\n#\nCHAT.example:7420 ${twoText}\n`);
	const known = fileKnownServers(path);
	expect(() => known.get(chat)).toThrow(
		`Lines 1 and 3 of ${path} have different keys of chat.example; delete the wrong one.`,
	);
	known.put(chat, two);
	expect(readFileSync(path, "utf8")).toBe(`chat.example:7420 ${twoText}\n#\n`);
});

test("the same line twice is no conflict", () => {
	const path = fileWith(`chat.example ${oneText}\nchat.example ${oneText}\n`);
	expect(fileKnownServers(path).get(chat)).toEqual(one);
});

test("a file that a crash left half written is passed over", () => {
	const path = fileWith(`chat.example ${oneText}\n`);
	writeFileSync(`${path}.new`, "chat.exam", { mode: 0o644 });
	fileKnownServers(path).put(lab, two);
	expect(fileKnownServers(path).all()).toHaveLength(2);
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("what cannot be read or written is told, and is not taken for a file with nothing in it", () => {
	const folder = temporaryFolder(onTestFinished);
	const path = join(folder, "known-servers");
	mkdirSync(path);
	const known = fileKnownServers(path);
	for (const touch of [() => known.get(chat), () => known.put(chat, one)]) {
		expect(touch).toThrow(StorageError);
		expect(touch).toThrow(`The known servers cannot be `);
	}
});

test.each(["_chat.lan", "chat example", "::1%eth0", ""])(
	"a host that could not be read again, as %j, is refused in a sentence, and the file stays readable",
	(host) => {
		const path = fileWith(`chat.example ${oneText}\n`);
		const known = fileKnownServers(path);
		expect(() => known.put({ host, port: 7420 }, two)).toThrow(
			new StorageError(`${host} is no name or address of a host that could be kept in ${path}.`),
		);
		expect(known.get(lab)).toBeUndefined();
		expect(readFileSync(path, "utf8")).toBe(`chat.example ${oneText}\n`);
	},
);

test("a server on the link is known by its address and the interface", () => {
	const path = filePath();
	const known = fileKnownServers(path);
	const onLink = { host: "fe80::1%eth0", port: 7420 };
	known.put(onLink, one);
	expect(readFileSync(path, "utf8")).toBe(`[fe80::1%eth0]:7420 ${oneText}\n`);
	expect(known.get({ ...onLink, host: "FE80:0::1%eth0" })).toEqual(one);
	expect(known.get({ ...onLink, host: "fe80::1%eth1" })).toBeUndefined();
});

test("where the lock cannot be had nothing is written, and what is known stays known", () => {
	const path = fileWith(`chat.example ${oneText}\n`);
	mkdirSync(`${path}.lock`);
	const known = fileKnownServers(path);
	expect(() => known.put(chat, two)).toThrow(`The known servers cannot be kept in ${path}: `);
	expect(known.get(chat)).toEqual(one);
});

test("processes that make servers known at once lose none of them", async () => {
	const path = filePath();
	const program = fileURLToPath(new URL("../testing/accepting-process.ts", import.meta.url));
	const names = ["first", "second", "third"];
	const children = names.map((name) =>
		spawn(process.execPath, [program, path, name, "20"], { stdio: "inherit" }),
	);
	onTestFinished(() => {
		for (const child of children) child.kill("SIGKILL");
	});
	const exits = await Promise.all(children.map((child) => once(child, "exit")));
	expect(exits).toEqual(names.map(() => [0, null]));
	const known = fileKnownServers(path).all();
	expect(known).toHaveLength(60);
	for (const name of names)
		expect(known.filter(({ address }) => address.host === `${name}.example`)).toHaveLength(20);
}, 60_000);
