/** All options. */
export interface Options {
  /** A tree. */
  tree: Tree;
}

/** A tree. */
interface Tree {
  /** Its branches. */
  branches: Branch[];
}

/** A branch. */
interface Branch {
  /** Its own branches. */
  more: Record<string, Branch>;

  /** Back up. */
  tree: Tree;
}
