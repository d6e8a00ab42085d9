/** Of an index's file, what the planner reads: the number of its pages, and figures that lie in its first page. */
export interface IndexFigures {
  /** All pages of the file, the metapage among them. */
  readonly pages: number;
  readonly btree?: BtreeFigures;
  readonly gin?: GinFigures;
  readonly brin?: BrinFigures;
}

export interface BtreeFigures {
  /** Levels below the root: 0 where the root is the only leaf. */
  readonly height: number;
  /** Index tuples, in the order of the index. */
  readonly tuples?: readonly Buffer[];
}

/** As `ginGetStats` reads them from the metapage. The pending list of a fresh index is empty. */
export interface GinFigures {
  readonly totalPages: number;
  readonly entryPages: number;
  readonly dataPages: number;
  readonly entries: number;
}

/** As `brinGetStats` reads them from the metapage. */
export interface BrinFigures {
  /** Heap pages that one summary tuple stands for. */
  readonly pagesPerRange: number;
  /** Pages of the map from ranges to summary tuples, which follow the metapage. */
  readonly revmapPages: number;
}
