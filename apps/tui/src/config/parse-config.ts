import { accountName, roomName } from "@partyline/shared/protocol/ids";
import { defaultPort } from "@partyline/shared/protocol/limits";
import { parseServerUrl } from "@partyline/shared/text/server-url";
import { z } from "zod";
import { isThemeFile, themeNames } from "../theme/theme.ts";
import { checkToml, choice, flag, knownOnly } from "./check-toml.ts";
import { defaultConfig, type ReadConfig } from "./config.ts";
import { unknownName } from "./problem.ts";

const showing = choice(["auto", "always", "never"]);

const textMax = z
	.int({ error: "must be a whole number" })
	.min(20, { error: "must be 20 to 400" })
	.max(400, { error: "must be 20 to 400" });

const port = z
	.int({ error: "must be a whole number" })
	.min(1, { error: "must be 1 to 65535" })
	.max(65_535, { error: "must be 1 to 65535" });

const host = z
	.string({ error: "must be a name or an address" })
	.min(1, { error: "must name a host" });

/** The address of a server, as one writes it. */
const url = z
	.string({ error: "must be an address in quotation marks, such as partyline://HOST" })
	.transform((text, context) => {
		const parsed = parseServerUrl(text);
		const refuse = (message: string) => {
			context.addIssue({ code: "custom", message });
			return z.NEVER;
		};
		if (!parsed.ok) return refuse(parsed.problem);
		const { invite, pin, ...address } = parsed.url;
		if (invite !== undefined)
			return refuse("must not be an invitation; follow it once, with: partyline join");
		if (pin !== undefined)
			return refuse("must not have a key; accept it once, with: partyline servers accept");
		return address;
	});

const server = knownOnly({
	url: url.optional(),
	host: host.optional(),
	port: port.optional(),
	as: accountName.optional(),
	room: roomName.optional(),
}).transform((given, context) => {
	const { url: whole, host: name, port: number, as, room } = given;
	const refuse = (setting: string, message: string) => {
		context.addIssue({ code: "custom", path: [setting], message });
		return z.NEVER;
	};
	if (whole === undefined) {
		if (name === undefined) return refuse("host", "is missing");
		return { host: name, port: number ?? defaultPort, scheme: undefined, as, room };
	}
	const twice = name !== undefined ? "host" : number !== undefined ? "port" : undefined;
	if (twice !== undefined) return refuse(twice, "must not stand beside url, which has it already");
	return { ...whole, as, room };
});

const theme = z.string({ error: "must be a name in quotation marks" }).refine(isTheme, {
	error: ({ input }) => unknownName("theme", `${input}`, themeNames),
});

function isTheme(name: string): boolean {
	return isThemeFile(name) || themeNames.some((known) => known === name);
}

const { layout } = defaultConfig;

const file = knownOnly({
	theme: theme.default(defaultConfig.theme),
	mouse: flag.default(defaultConfig.mouse),
	emoji: choice(["auto", "names", "characters"]).default(defaultConfig.emoji),
	clock: choice(["24h", "12h", "none"]).default(defaultConfig.clock),
	plain: flag.default(defaultConfig.plain),
	layout: knownOnly({
		rooms: showing.default(layout.rooms),
		members: showing.default(layout.members),
		pane: showing.default(layout.pane),
		textMax: textMax.default(layout.textMax),
	}).default(layout),
	keys: z
		.record(z.string(), z.string({ error: "must be the name of an action, in quotation marks" }), {
			error: "must be a section, [keys]",
		})
		.default({}),
	servers: z
		.record(z.string(), server, { error: "must be sections, such as [servers.work]" })
		.default({}),
});

/** Reads the text of a config file; what is wrong with it is told, all of it, and has its default. */
export function parseConfig(text: string, name: string): ReadConfig {
	const { value, lineOf, problems } = checkToml(text, name, {
		schema: file,
		// A server without its host is none.
		whole: (path) => (path[0] === "servers" ? path.slice(0, 2) : path),
	});
	const keys = Object.entries(value.keys).map(([chord, action]) => ({
		file: name,
		line: lineOf(["keys", chord]),
		chord,
		action,
	}));
	const servers = Object.entries(value.servers).map(([called, given]) => ({
		name: called,
		...given,
	}));
	return { config: { ...value, keys, servers }, problems };
}
