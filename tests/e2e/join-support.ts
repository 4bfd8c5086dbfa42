import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Machine } from "../support/machine.ts";
import { Piped } from "../support/processes.ts";
import { Screen, type ScreenOptions } from "../support/pty.ts";

type Size = Pick<ScreenOptions, "columns" | "rows">;

/** The home of one person: nothing is in it but what partyline puts there. */
export class Home {
	readonly folder: string;
	readonly env: Readonly<Record<string, string>>;
	readonly #machine: Machine;

	constructor(machine: Machine, name: string) {
		this.#machine = machine;
		this.folder = join(machine.home, name);
		mkdirSync(this.folder);
		const { XDG_STATE_HOME: _, ...env } = machine.env;
		this.env = { ...env, HOME: this.folder };
	}

	/** Runs `partyline` in a terminal. */
	screen(args: readonly string[] = [], size: Size = {}, env: Record<string, string> = {}): Screen {
		return this.run(this.#machine.command("partyline", ...args), size, env);
	}

	/** Runs a command in a terminal. */
	run(command: readonly string[], size: Size = {}, env: Record<string, string> = {}): Screen {
		const screen = new Screen(command, {
			env: { ...this.env, ...env },
			cwd: this.folder,
			...size,
		});
		onTestFinished(() => screen.end());
		return screen;
	}

	/** Runs `partyline` behind pipes, with this as its input. */
	async pipe(args: readonly string[], input = "") {
		const command = this.#machine.command("partyline", ...args);
		const piped = new Piped(command, { env: this.env, cwd: this.folder });
		onTestFinished(() => piped.end());
		piped.feed(input);
		return await piped.ended;
	}

	/** The command by which a shell runs `partyline` with these arguments. */
	inShell(...args: readonly string[]): string {
		return this.#machine
			.command("partyline", ...args)
			.map((word) => `'${word}'`)
			.join(" ");
	}
}

/** A server to which everybody comes from elsewhere, over TLS and with an account. */
export class FarServer {
	readonly machine: Machine;
	readonly address: string;
	readonly url: string;

	private constructor(machine: Machine) {
		this.machine = machine;
		this.address = `127.0.0.1:${machine.port}`;
		this.url = `partyline://${this.address}`;
	}

	static async start(...flags: readonly string[]): Promise<FarServer> {
		const server = new FarServer(await Machine.create());
		await server.startAgain(...flags);
		return server;
	}

	/** Starts it with the data there are. */
	async startAgain(...flags: readonly string[]): Promise<void> {
		await this.machine.startDaemon("--no-trust-loopback", ...flags);
	}

	/** Does something as its operator; resolves with what was printed. */
	async operate(...args: readonly string[]): Promise<string> {
		const data = ["--data", this.machine.dataDir];
		const { code, stdout, stderr } = await this.machine.pipe(
			this.machine.command("partylined", ...args, ...data),
		).ended;
		if (code !== 0) throw new Error(`partylined ${args.join(" ")} ended with ${code}: ${stderr}`);
		return stdout.trim();
	}

	/** The address of an invitation. */
	async invite(...flags: readonly string[]): Promise<string> {
		return urlIn(await this.operate("invite", ...flags));
	}

	/** Makes the home of somebody who followed an invitation there. */
	async member(name: string): Promise<Home> {
		const home = new Home(this.machine, name);
		const args = ["join", await this.invite(), "--as", name, "--password-file", "-"];
		const { code, stderr } = await home.pipe(args, `${passwordOf(name)}\n`);
		if (code !== 0) throw new Error(`${name} could not join: ${stderr}`);
		return home;
	}
}

/** The address in a line that the operator was given to pass on. */
export function urlIn(line: string): string {
	return /partyline:\/\/\S+/.exec(line)?.[0] ?? "";
}

/** The password of those who join. */
export function passwordOf(name: string): string {
	return `${name} has long secrets`;
}
