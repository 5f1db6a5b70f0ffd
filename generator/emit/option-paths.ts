/** The options of a schema by their paths, in its order. */
import type { EnableOption, Member, Option, OptionType, PackageOption } from "../model/option.ts";

export type AnyOption = Option | EnableOption | PackageOption;

/** An option and its path behind `prefix`: `nginx.clients.<name>.user`; elements of a list are `*`. */
export interface PathedOption {
  readonly path: string;
  readonly option: AnyOption;
}

/** Every option, those inside other options' values after them. */
export function optionPaths(members: readonly Member[], prefix = ""): readonly PathedOption[] {
  return members.flatMap((member): readonly PathedOption[] => {
    const path = `${prefix}${member.name}`;
    switch (member.kind) {
      case "group":
        return optionPaths(member.members, `${path}.`);
      case "enable":
      case "package":
        return [{ path, option: member }];
      case "option":
        return [{ path, option: member }, ...pathsInside(path, member.type)];
      default:
        return member satisfies never;
    }
  });
}

function pathsInside(path: string, type: OptionType): readonly PathedOption[] {
  switch (type.kind) {
    case "submodule":
      return optionPaths(type.members, `${path}.`);
    case "attrs":
      return pathsInside(`${path}.<name>`, type.of);
    case "list":
      return pathsInside(`${path}.*`, type.of);
    case "nullable":
      return pathsInside(path, type.of);
    default:
      return [];
  }
}
