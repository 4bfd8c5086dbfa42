import { writeFileSync } from "node:fs";
import { withBins } from "./golden.ts";
import { darkPaper, lightPaper, type Paper, pictureOf } from "./picture.ts";
import { room } from "./scenes.ts";
import { Stage } from "./stage.ts";

/** A picture of the documents: where it is, and what the terminal on it looks like. */
export type Picture = {
	readonly name: string;
	readonly path: URL;
	readonly background: "dark" | "light";
	readonly paper: Paper;
};

/** Every picture. */
export const pictures: readonly Picture[] = [
	{ ...placeOf("chat.svg"), background: "dark", paper: darkPaper },
	{ ...placeOf("chat-light.svg"), background: "light", paper: lightPaper },
];

function placeOf(file: string): { name: string; path: URL } {
	const name = `docs/pictures/${file}`;
	return { name, path: new URL(`../../${name}`, import.meta.url) };
}

/** The picture as the program of these bins looks now. */
export async function makePicture(bins: string, { background, paper }: Picture): Promise<string> {
	const setting = { columns: 100, rows: 30, charset: "UTF-8", background } as const;
	const [shot] = await Stage.play(bins, setting, room);
	if (shot === undefined) throw new Error("the scene has no shot");
	return pictureOf(shot.grid, paper, "partyline #backend");
}

if (import.meta.main)
	await withBins(async (bins) => {
		for (const picture of pictures) writeFileSync(picture.path, await makePicture(bins, picture));
	});
