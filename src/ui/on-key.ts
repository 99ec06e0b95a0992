import type { Command, CommandContext } from "../commands/command.ts";
import { AT_ONCE } from "../commands/form.ts";
import { findCommand, isGuarded, scopeOf, takesText } from "../commands/scope.ts";
import { erased, typed } from "../commands/typed.ts";
import type { CockpitEvent } from "../store/state.ts";
import type { CockpitStore } from "../store/store.ts";

export interface KeyDesk {
  readonly store: CockpitStore;
  readonly commands: readonly Command[];
  /** The context of a command on the newest state. */
  readonly context: () => CommandContext;
  /** Whether the open dialog has been seen long enough to be answered. */
  readonly answered: () => "unseen" | "early" | "seen";
  /** Whether this enter is one that repeats because it is held down. */
  readonly heldEnter: () => boolean;
  /** Shows the newest state: what an answer says must not wait for the next second. */
  readonly flush: () => void;
}

/** One key. The state is read at the key, not at the last frame: two keys can arrive between two frames. */
export function onKey(desk: KeyDesk, name: string): void {
  const { store, commands } = desk;
  const state = store.getState();
  const scope = scopeOf(state);
  const command = findCommand(commands, scope, name);
  if (!command) {
    onText(desk, name);
    return;
  }
  if (isGuarded(scope) && command.scope === scope && !mayAnswer(desk, name)) return;
  const reason = command.disabled?.(state);
  if (reason === undefined) void run(desk, command);
  else store.dispatch({ type: "notice.shown", text: reason });
}

/** As many keys as a hand types while a slow line holds them back. */
const BURST = 4;
/** As many moves in one piece; of one key that is held, as many as any list has rows. */
const MOVES = 20;
const HELD = 400;
const typedNames: Readonly<Record<string, string>> = { "\r": "enter", "\n": "enter", "\t": "tab", " ": "space" };

/**
 * Several characters at once: text where text is wanted; a few keys that a slow line brought together, each in its own
 * turn until a dialog opens; moves, and one key that is held. Anything longer is a paste by a terminal that does not say so.
 */
export function onPiece(desk: KeyDesk, text: string): void {
  const { store, commands } = desk;
  const scope = scopeOf(store.getState());
  const keys = [...text];
  const held = keys.every((key) => key === keys[0]);
  const moves =
    keys.length <= (held ? HELD : MOVES) && keys.every((key) => findCommand(commands, scope, key)?.repeats === true);
  if (takesText(scope) && isGuarded(scope)) {
    onTypedAtOnce(desk, text);
    return;
  }
  if (takesText(scope) || isGuarded(scope) || (keys.length > BURST && !moves)) {
    onPaste(desk, text);
    return;
  }
  for (const key of keys) {
    if (isGuarded(scopeOf(store.getState()))) return;
    onKey(desk, typedNames[key] ?? key);
  }
}

/**
 * Letters that came together over a slow line, into a dialog that changes something. With a key among them that presses or
 * moves, nobody knows what was meant for what: none of them counts.
 */
function onTypedAtOnce(desk: KeyDesk, text: string): void {
  if (/\p{Cc}/u.test(text)) {
    const words = "letters and keys came at once, as from a paste: nothing was taken";
    desk.store.dispatch({ type: "notice.shown", text: words });
  } else if (desk.answered() !== "unseen") dispatchAll(desk, typed(desk.store.getState(), text));
}

/** A paste is text or nothing. It never presses a key. */
export function onPaste(desk: Pick<KeyDesk, "store">, text: string): void {
  const events = typed(desk.store.getState(), text, true);
  const nothing = { type: "notice.shown" as const, text: AT_ONCE };
  dispatchAll(desk, events.length === 0 ? [nothing] : events);
}

function onText(desk: KeyDesk, name: string): void {
  const state = desk.store.getState();
  if (isGuarded(scopeOf(state)) && desk.answered() === "unseen") return;
  if (name === "backspace") dispatchAll(desk, erased(state));
  else if (!isNamed(name)) dispatchAll(desk, typed(state, name === "space" ? " " : name));
}

function dispatchAll({ store }: Pick<KeyDesk, "store">, events: readonly CockpitEvent[]): void {
  for (const event of events) store.dispatch(event);
}

/** Keys without a character of their own. */
function isNamed(name: string): boolean {
  return /^(ctrl\+|alt\+|shift\+)|^(esc|enter|tab|up|down|left|right|pgup|pgdn|home|end|)$/.test(name);
}

/**
 * A key typed before the dialog was seen is dropped; enter also within the first moments after, and one that is held down:
 * what moved the focus to a button must not press it. Going back is always allowed once seen.
 */
function mayAnswer({ answered, heldEnter }: KeyDesk, name: string): boolean {
  const seen = answered();
  return name === "enter" ? seen === "seen" && !heldEnter() : seen !== "unseen";
}

async function run(desk: KeyDesk, command: Command): Promise<void> {
  try {
    await command.run(desk.context());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.store.dispatch({ type: "notice.shown", text: `${command.title}: ${reason}` });
  }
  desk.flush();
}
