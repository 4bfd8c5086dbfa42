import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { spawn } from "@lydell/node-pty";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { makeCertificate } from "../../apps/server/src/tls/make-certificate.ts";
import { type Address, makeFolder } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";
import { Program } from "../support/program.ts";

const bin = join(inject("bins"), "partylined.js");
const listening = z.object({
	host: z.string(),
	port: z.int(),
	fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
});
type Listening = z.output<typeof listening>;

let folder: string;
let dataDir: string;
beforeEach(() => {
	folder = makeFolder();
	dataDir = join(folder, "data");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function partylined(...args: string[]): Program {
	const flags = ["--host", "127.0.0.1", "--port", "0", "--data", dataDir, "--log", "json"];
	return new Program(process.execPath, [bin, ...flags, ...args]);
}

async function told(program: Program): Promise<Listening> {
	return listening.parse(JSON.parse(await program.line('"msg":"listening"')));
}

/** What a daemon with this data folder says when it starts; it has ended again. */
async function startOnce(...args: string[]): Promise<Listening> {
	await using program = partylined(...args);
	const said = await told(program);
	program.child.kill("SIGTERM");
	expect(await program.exit()).toBe(0);
	return said;
}

/** The fingerprint of the key that one is shown who connects now. */
async function shown(address: Address): Promise<string> {
	const peer = await NativePeer.connect(address, { tls: true });
	const { socket } = peer;
	const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
	socket.destroy();
	const key = certificate?.publicKey.export({ type: "spki", format: "der" }) ?? "";
	return `SHA256:${createHash("sha256").update(key).digest("base64").replace("=", "")}`;
}

async function endsWith(program: Program, code: number, sentence: RegExp): Promise<void> {
	expect(await program.exit(), program.stderr).toBe(code);
	expect(program.stderr).toMatch(sentence);
	expect(program.stderr).not.toMatch(/^\s+at /m);
}

const own = (name: "cert" | "key") => join(dataDir, `tls-${name}.pem`);
const files = { cert: () => join(folder, "cert.pem"), key: () => join(folder, "key.pem") };
const ownFlags = () => ["--tls-cert", files.cert(), "--tls-key", files.key()];

/** Puts a new certificate of the operator's where the daemon is told to look. */
function putCertificate({ type = "ec" }: { type?: "ec" | "rsa" } = {}): void {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
	const key = type === "ec" ? privateKey : other;
	writeFileSync(files.cert(), makeCertificate(privateKey));
	writeFileSync(files.key(), key.export({ type: "pkcs8", format: "pem" }));
}

describe("the certificate that a daemon makes for itself", () => {
	test("is made at the first start, for the owner's eyes only, and told as it is shown", async () => {
		await using program = partylined();
		const said = await told(program);
		for (const name of ["cert", "key"] as const)
			expect(statSync(own(name)).mode & 0o777, name).toBe(0o600);
		expect(await shown(said)).toBe(said.fingerprint);
		const running = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"));
		expect(running.fingerprint).toBe(said.fingerprint);
		const { validFromDate, validToDate } = new X509Certificate(readFileSync(own("cert")));
		expect(validFromDate.getTime()).toBeLessThan(Date.now());
		expect(validToDate.getUTCFullYear() - validFromDate.getUTCFullYear()).toBe(10);
	});

	test("is the same after every start", async () => {
		const { fingerprint } = await startOnce();
		const made = readFileSync(own("cert"));
		expect((await startOnce()).fingerprint).toBe(fingerprint);
		expect(readFileSync(own("cert"))).toEqual(made);
	});

	test("has the same key after a crash between writing the key and writing the certificate", async () => {
		const { fingerprint } = await startOnce();
		rmSync(own("cert"));
		writeFileSync(`${own("cert")}.part`, "-----BEGIN CERT");
		expect((await startOnce()).fingerprint).toBe(fingerprint);
		expect(existsSync(`${own("cert")}.part`)).toBe(false);
	});

	test.each([
		["a certificate that is damaged", () => writeFileSync(own("cert"), "nonsense"), "65 tls-cert"],
		["a key that is damaged", () => writeFileSync(own("key"), "nonsense"), "65 tls-key"],
		["a key that is gone", () => rmSync(own("key")), "66 tls-key"],
		["a key that is another's", swapKey, "65 tls-key"],
		["a lone key that is damaged", loneNonsense, "65 tls-key"],
		["a lone key of another kind", loneOther, "65 tls-key"],
	] as const)("is not replaced where there is %s: one sentence", async (_what, harm, how) => {
		const [code, named] = how.split(" ");
		await startOnce();
		harm();
		const before = ["cert", "key"].map((name) => contents(join(dataDir, `tls-${name}.pem`)));
		await using program = partylined();
		await endsWith(
			program,
			Number(code),
			new RegExp(`^partylined: .*${named}.pem .* Put it back from a copy; `),
		);
		const after = ["cert", "key"].map((name) => contents(join(dataDir, `tls-${name}.pem`)));
		expect(after).toEqual(before);
	});
});

function swapKey(): void {
	putCertificate();
	renameSync(files.key(), own("key"));
}

function loneNonsense(): void {
	rmSync(own("cert"));
	writeFileSync(own("key"), "nonsense");
}

function loneOther(): void {
	rmSync(own("cert"));
	putCertificate({ type: "rsa" });
	renameSync(files.key(), own("key"));
}

function contents(path: string): string | undefined {
	return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

describe("a certificate of the operator's own", () => {
	test("is shown instead, and none is made", async () => {
		putCertificate();
		await using program = partylined(...ownFlags());
		const said = await told(program);
		expect(await shown(said)).toBe(said.fingerprint);
		expect(existsSync(own("key"))).toBe(false);
	});

	test("is read again on SIGHUP: newcomers see the new one, and those who are in stay", async () => {
		putCertificate();
		await using program = partylined(...ownFlags());
		const said = await told(program);
		const ann = await NativePeer.connect(said, { tls: true });
		await ann.call("hello", { protocol: 1, client: "x" });
		await ann.call("login", { guest: "ann" });
		putCertificate();
		program.child.kill("SIGHUP");
		await program.line("certificate read again");
		const now = await shown(said);
		expect(now).not.toBe(said.fingerprint);
		await ann.call("ping", {});
		const running = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"));
		expect(running.fingerprint).toBe(now);
		ann.socket.destroy();
	});

	test("that is broken when it is read again leaves the old one, and the log says so", async () => {
		putCertificate();
		await using program = partylined(...ownFlags());
		const said = await told(program);
		putCertificate({ type: "rsa" });
		program.child.kill("SIGHUP");
		const line = JSON.parse(await program.line("the old certificate stays"));
		expect(line).toMatchObject({ level: 50, reason: expect.stringContaining(files.key()) });
		expect(line).not.toHaveProperty("err");
		expect(await shown(said)).toBe(said.fingerprint);
		putCertificate();
		program.child.kill("SIGHUP");
		await program.line("certificate read again");
		expect(await shown(said)).not.toBe(said.fingerprint);
	});

	test("that has expired is served, and the log says so", async () => {
		const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const elevenYears = 11 * 365 * 24 * 3_600_000;
		writeFileSync(files.cert(), makeCertificate(privateKey, Date.now() - elevenYears));
		writeFileSync(files.key(), privateKey.export({ type: "pkcs8", format: "pem" }));
		await using program = partylined(...ownFlags());
		await program.line("the certificate has expired");
		const said = await told(program);
		expect(await shown(said)).toBe(said.fingerprint);
	});

	test("that cannot be used is one sentence and the exit code", async () => {
		putCertificate();
		await using half = partylined("--tls-cert", files.cert());
		await endsWith(half, 64, /^partylined: --tls-cert and --tls-key .* give both, or none\.$/m);
		await using none = partylined("--tls-cert", "/nowhere/cert.pem", "--tls-key", files.key());
		await endsWith(none, 66, /^partylined: \/nowhere\/cert\.pem cannot be read: no such file/);
		putCertificate({ type: "rsa" });
		await using other = partylined(...ownFlags());
		await endsWith(
			other,
			65,
			/^partylined: The key in .*key\.pem is not that of the certificate in /,
		);
		writeFileSync(files.cert(), "nonsense");
		await using broken = partylined(...ownFlags());
		await endsWith(broken, 65, /^partylined: .*cert\.pem cannot be used for TLS: /);
	});
});

describe("SIGHUP", () => {
	test("without such files changes nothing", async () => {
		await using program = partylined();
		const said = await told(program);
		program.child.kill("SIGHUP");
		await program.line("no --tls-cert to read again");
		expect(await shown(said)).toBe(said.fingerprint);
		program.child.kill("SIGTERM");
		expect(await program.exit()).toBe(0);
	});

	test("of a terminal that is closed ends the daemon that was started in it", async () => {
		const flags = ["--host", "127.0.0.1", "--port", "0", "--data", dataDir];
		const terminal = spawn(process.execPath, [bin, ...flags], {});
		const started = Promise.withResolvers<void>();
		let printed = "";
		terminal.onData((text) => {
			printed += text;
			if (printed.includes("everything.")) started.resolve();
		});
		await started.promise;
		const ended = new Promise((resolve) => terminal.onExit(resolve));
		// Closes the side of the window, which the types of node-pty leave out: then the system says SIGHUP.
		if ("destroy" in terminal && typeof terminal.destroy === "function") terminal.destroy();
		await ended;
		expect(existsSync(join(dataDir, "running.json"))).toBe(false);
	});
});
