import { bareEmoji } from "./emoji-kinds.ts";

/** An emoji and a name of it, without the colons. */
export type NamedEmoji = { readonly name: string; readonly emoji: string };

/** The names of emoji, both ways. */
export type EmojiNames = {
	/** All of them by name; one emoji may have several. */
	readonly entries: readonly NamedEmoji[];
	readonly emojiNamed: (name: string) => string | undefined;
	/** The first of its names; that of another skin tone or presentation is the same. */
	readonly nameOfEmoji: (emoji: string) => string | undefined;
	/** Those whose name begins so, shortest first. */
	readonly emojiNamesStarting: (prefix: string, limit: number) => NamedEmoji[];
};

// What Unicode has added since the list was made, by its own names.
const newerEmoji: readonly (readonly [string, string])[] = [
	["head_shaking_horizontally", "🙂‍↔️"],
	["head_shaking_vertically", "🙂‍↕️"],
	["phoenix", "🐦‍🔥"],
	["lime", "🍋‍🟩"],
	["brown_mushroom", "🍄‍🟫"],
	["broken_chain", "⛓️‍💥"],
	["face_with_bags_under_eyes", "🫩"],
	["fingerprint", "🫆"],
	["leafless_tree", "🪾"],
	["root_vegetable", "🫜"],
	["harp", "🪉"],
	["shovel", "🪏"],
	["splatter", "🫟"],
	["sark", "🇨🇶"],
	["distorted_face", "🫪"],
	["fight_cloud", "🫯"],
	["hairy_creature", "🫈"],
	["orca", "🫍"],
	["landslide", "🛘"],
	["trombone", "🪊"],
	["treasure_chest", "🪎"],
	["ballet_dancer", "🧑‍🩰"],
];

let loading: Promise<EmojiNames> | undefined;

/** The names, read once. They take a while to read, so nothing that is shown first may wait for them. */
export function loadEmoji(): Promise<EmojiNames> {
	loading ??= import("gemoji").then(({ gemoji }) => {
		const listed = gemoji.flatMap(({ names, emoji }) => names.map((name) => ({ name, emoji })));
		const newer = newerEmoji.map(([name, emoji]) => ({ name, emoji }));
		return createEmojiNames([...listed, ...newer]);
	});
	return loading;
}

function createEmojiNames(named: readonly NamedEmoji[]): EmojiNames {
	const byName = new Map<string, string>();
	const byEmoji = new Map<string, string>();
	for (const { name, emoji } of named) {
		byName.set(name, emoji);
		const bare = bareEmoji(emoji);
		if (!byEmoji.has(bare)) {
			byEmoji.set(bare, name);
		}
	}
	const entries = [...named].sort((one, other) => (one.name < other.name ? -1 : 1));
	return {
		entries,
		emojiNamed: (name) => byName.get(name),
		nameOfEmoji: (emoji) => byEmoji.get(bareEmoji(emoji)),
		emojiNamesStarting: (prefix, limit) =>
			entries
				.filter(({ name }) => name.startsWith(prefix))
				.sort((one, other) => one.name.length - other.name.length)
				.slice(0, Math.max(0, limit)),
	};
}
