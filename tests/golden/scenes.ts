import type { Golden, Scene, Setting, Size } from "./scene.ts";

const sizes: readonly Size[] = ["40x12", "60x20", "80x24", "100x30", "132x43", "200x60"];
const small: readonly Size[] = ["40x12", "80x24"];
const charsets = ["UTF-8", "C"] as const;

/** What a terminal sends for Alt and a letter. */
function alt(letter: string): string {
	return `\x1b${letter}`;
}

/** What was read before, the line "new", a mention, rooms with something unread, somebody typing. */
export const room: Scene = {
	name: "room",
	play: async (stage) => {
		await stage.settle();
		stage.server.cut();
		await stage.settle();
		stage.server.tell("typing", { room: "#backend", account: "carol", on: true });
		await stage.shoot("back after a cut, in which three messages came");
	},
};

/** The seven shapes that are hard to show, page by page from the end up. */
const shapes: Scene = {
	name: "shapes",
	play: async (stage) => {
		await stage.shoot("the end of the room");
		for (let page = 1; !stage.screen.shows(/the beginning of the room|made the room/); page++) {
			if (page > 20) throw new Error("the room has no beginning");
			await stage.press("pageup");
			await stage.shoot(`PgUp, ${page}`);
		}
	},
};

const posts: Scene = {
	name: "posts",
	play: async (stage) => {
		stage.server.refuses.add("post");
		await stage.say("this one is refused");
		await stage.shoot("a post that the server refuses");
		await stage.press("escape");
		stage.server.answersLeft.set("post", 0);
		await stage.say("this one waits for its answer");
		await stage.shoot("Esc, and one without an answer yet");
	},
};

const direct: Scene = {
	name: "direct",
	play: async (stage) => {
		await stage.type(alt("5"));
		await stage.shoot("Alt+5: the conversation with bob, where something is new");
	},
};

const offline: Scene = {
	name: "offline",
	play: async (stage) => {
		stage.server.sendAway("The server restarts.", 3_750);
		await stage.shoot("the server restarts");
		await stage.say("said while there is no connection");
		await stage.shoot("a post meanwhile");
		await stage.passSecond();
		await stage.shoot("a second later");
	},
};

const scrolled: Scene = {
	name: "scrolled",
	play: async (stage) => {
		await stage.settle();
		await stage.press("pageup");
		await stage.press("pageup");
		await stage.shoot("PgUp, PgUp");
		for (let count = 1; count <= 50; count++)
			stage.server.say("#backend", "bob", `line ${count} of 50`);
		await stage.shoot("50 more come");
		await stage.press("escape");
		await stage.shoot("Esc");
	},
};

/** Whoever reads further up goes on reading there. */
const resized: Scene = {
	name: "resized",
	play: async (stage) => {
		await stage.press("pageup");
		await stage.shoot("PgUp");
		await stage.resize(40, 12);
		await stage.shoot("made small");
		await stage.resize(132, 43);
		await stage.shoot("made large");
		await stage.resize(80, 24);
		await stage.shoot("as it was");
	},
};

/** The last page of what is missing is there, the hole above it is not filled yet. */
const gap: Scene = {
	name: "gap",
	play: async (stage) => {
		await stage.settle();
		stage.server.answersLeft.set("history", 1);
		stage.server.pageEvents = 5;
		stage.server.leaveOut("#backend", 450);
		stage.server.say("#backend", "bob", "said after what is missing");
		await stage.shoot("450 messages are missing, of which 5 came and the others do not yet");
	},
};

const overlays: Scene = {
	name: "overlays",
	play: async (stage) => {
		await stage.press("f7");
		await stage.shoot("F7: the rooms");
		await stage.press("escape");
		await stage.press("f8");
		await stage.shoot("F8: the people");
		await stage.press("escape");
		await stage.press("f1");
		await stage.shoot("F1: the help");
		await stage.press("pagedown");
		await stage.shoot("PgDn in the help");
	},
};

const switcher: Scene = {
	name: "switcher",
	play: async (stage) => {
		await stage.press("ctrl+k");
		await stage.shoot("Ctrl+K");
		await stage.type("op");
		await stage.shoot("op");
	},
};

const selection: Scene = {
	name: "selection",
	play: async (stage) => {
		await stage.press("ctrl+up");
		await stage.shoot("Ctrl+Up: the last message is selected");
		await stage.type("k");
		await stage.shoot("k: the one above it");
	},
};

const writing: Scene = {
	name: "writing",
	play: async (stage) => {
		await stage.type("/jo");
		await stage.press("tab");
		await stage.shoot("/jo Tab");
		await stage.press("ctrl+u");
		await stage.type("ca");
		await stage.press("tab");
		await stage.shoot("ca Tab");
		await stage.press("ctrl+u");
		stage.screen.paste(
			"select *\n  from events\n where room = '#backend' and seq > 4809\n order by seq;",
		);
		await stage.shoot("four lines pasted");
		await stage.press("ctrl+c");
		await stage.say("/topci oops");
		await stage.shoot("a command that there is not");
	},
};

type Variant = Partial<Setting> & { readonly name?: string; readonly dressed?: boolean };

/** One golden for each of the sizes, in that surroundings. */
function inSizes(scene: Scene, some: readonly Size[], variant: Variant = {}): Golden[] {
	const { name, dressed = false, charset = "UTF-8", ...more } = variant;
	return some.map((size) => {
		const [columns = 0, rows = 0] = size.split("x").map(Number);
		const file = [size, charset, scene.name, name].filter((part) => part !== undefined).join("-");
		return { file: `${file}.txt`, setting: { columns, rows, charset, ...more }, scene, dressed };
	});
}

function inCharsets(scene: Scene, some: readonly Size[], variant: Variant = {}): Golden[] {
	return charsets.flatMap((charset) => inSizes(scene, some, { ...variant, charset }));
}

/** Every golden. A new scene is its entry above and its line here. */
export const goldens: readonly Golden[] = [
	...inCharsets(room, sizes),
	...inSizes(room, ["80x24", "132x43"], { name: "dark", dressed: true }),
	...inSizes(room, ["80x24"], { name: "light", dressed: true, background: "light" }),
	...inSizes(room, ["80x24"], { name: "contrast", dressed: true, config: 'theme = "contrast"\n' }),
	...inSizes(room, ["80x24"], { name: "no-colour", dressed: true, env: { NO_COLOR: "1" } }),
	...inCharsets(shapes, sizes, { room: "#random" }),
	...inSizes(shapes, ["80x24"], { room: "#random", name: "old-widths", widths: "old" }),
	...inSizes(posts, small),
	...inSizes(posts, ["80x24"], { name: "dark", dressed: true }),
	...inSizes(direct, small),
	...inSizes(offline, small),
	...inSizes(scrolled, small),
	...inSizes(resized, ["80x24"]),
	...inSizes(gap, small),
	...inCharsets(overlays, small),
	...inSizes(switcher, small),
	...inSizes(selection, small),
	...inSizes(selection, ["80x24"], { name: "dark", dressed: true }),
	...inSizes(writing, small),
];
