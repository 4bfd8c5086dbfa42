import { expect, test } from "vitest";
import { loadEmoji } from "./emoji.ts";

test("an emoji is found by any of its names", async () => {
	const { emojiNamed } = await loadEmoji();
	expect(emojiNamed("wave")).toBe("👋");
	expect(emojiNamed("+1")).toBe("👍");
	expect(emojiNamed("thumbsup")).toBe("👍");
	expect(emojiNamed("no such emoji")).toBeUndefined();
	expect(emojiNamed("constructor")).toBeUndefined();
});

test("the name of an emoji is the same in every skin tone and presentation", async () => {
	const { nameOfEmoji } = await loadEmoji();
	expect(["👋", "👋🏽", "👋🏿"].map(nameOfEmoji)).toEqual(["wave", "wave", "wave"]);
	expect(["❤", "❤️"].map(nameOfEmoji)).toEqual(["heart", "heart"]);
	expect(["👩‍🚀", "👩🏾‍🚀"].map(nameOfEmoji)).toEqual(["woman_astronaut", "woman_astronaut"]);
	expect(nameOfEmoji("👍")).toBe("+1");
	expect(nameOfEmoji("a")).toBeUndefined();
	expect(nameOfEmoji("")).toBeUndefined();
});

test("the emoji of the last years have names too", async () => {
	const { nameOfEmoji } = await loadEmoji();
	expect(["🩷", "🐦‍🔥", "🫩", "🫪"].map(nameOfEmoji)).toEqual([
		"pink_heart",
		"phoenix",
		"face_with_bags_under_eyes",
		"distorted_face",
	]);
});

test("a beginning finds the shortest names first, as many as asked for", async () => {
	const { emojiNamesStarting } = await loadEmoji();
	expect(emojiNamesStarting("wav", 9)).toEqual([
		{ name: "wave", emoji: "👋" },
		{ name: "wavy_dash", emoji: "〰️" },
	]);
	expect(emojiNamesStarting("heart", 3).map(({ name }) => name)).toEqual([
		"heart",
		"hearts",
		"heartbeat",
	]);
	expect(emojiNamesStarting("heart", 0)).toEqual([]);
	expect(emojiNamesStarting("qqq", 5)).toEqual([]);
});

test("the list is in the order of the names, and each leads to an emoji and back to a name of it", async () => {
	const { entries, emojiNamed, nameOfEmoji } = await loadEmoji();
	const names = entries.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	expect(names.filter((name) => !/^[a-z0-9_+-]+$/.test(name))).toEqual([]);
	for (const { name, emoji } of entries) {
		expect(emojiNamed(name)).toBe(emoji);
		expect(emojiNamed(nameOfEmoji(emoji) ?? "")).toBe(emoji);
	}
});

test("the names are read once, however many ask for them", () => {
	expect(loadEmoji()).toBe(loadEmoji());
});
