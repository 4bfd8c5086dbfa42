import type { Desk } from "../desk/desk.ts";
import type { InputEvent } from "../input/event.ts";

/** What a person types: a key, plain text, or a paste. */
export type Typed = Extract<InputEvent, { type: "key" | "text" | "paste" }>;

/** What has the keyboard: the chat with its line, or something over it. */
export type Mode = { readonly take: (desk: Desk, typed: Typed) => void };
