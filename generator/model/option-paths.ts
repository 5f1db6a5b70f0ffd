/** The options of a schema by their paths, in its order. */
import type { Change } from "../schema/places.ts";
import type { EnableOption, Member, Option, OptionType, PackageOption } from "./option.ts";

export type AnyOption = Option | EnableOption | PackageOption;

/** An option and its path below services.frigate: `nginx.clients.<name>.user`; elements of a list are `*`. */
export interface PathedOption {
  readonly path: string;
  readonly option: AnyOption;
  /** What it says itself, or else what it is part of says; null where neither does. */
  readonly changes: Change | null;
}

/**
 * Every option, those inside other options' values after them.
 * @param inherited what is changed where nothing says it
 * @param prefix what every path begins with
 */
export function optionPaths(
  members: readonly Member[],
  inherited: Change | null = null,
  prefix = "",
): readonly PathedOption[] {
  return members.flatMap((member): readonly PathedOption[] => {
    const path = `${prefix}${member.name}`;
    const changes = member.changes ?? inherited;
    switch (member.kind) {
      case "group":
        return optionPaths(member.members, changes, `${path}.`);
      case "enable":
      case "package":
        return [{ path, option: member, changes }];
      case "option":
        return [{ path, option: member, changes }, ...inside(path, member.type, changes)];
      default:
        return member satisfies never;
    }
  });
}

function inside(path: string, type: OptionType, inherited: Change | null): readonly PathedOption[] {
  switch (type.kind) {
    case "submodule":
      return optionPaths(type.members, inherited, `${path}.`);
    case "attrs":
      return inside(`${path}.<name>`, type.of, inherited);
    case "list":
      return inside(`${path}.*`, type.of, inherited);
    case "nullable":
      return inside(path, type.of, inherited);
    default:
      return [];
  }
}
