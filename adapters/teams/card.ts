/** The part of Adaptive Cards 1.5 the adapter uses; the schema's names. */

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  /** Bots in Teams take 1.5 at most. */
  readonly version: '1.5';
  /** Which language `{{DATE(…)}}` speaks. */
  readonly lang: 'en' | 'zh';
  /** Shown by clients too old for the version. */
  readonly fallbackText: string;
  readonly body: readonly Element[];
  /** Teams' own: as wide as the chat allows. */
  readonly msteams: { readonly width: 'Full' };
}

export type Element = TextBlock | Image | Container | ColumnSet | Table | ActionSet | Input;

interface Placed {
  readonly spacing?: 'None' | 'Small' | 'Medium' | 'Large';
  readonly separator?: boolean;
}

export interface TextBlock extends Placed {
  readonly type: 'TextBlock';
  /** Markdown. */
  readonly text: string;
  readonly wrap: true;
  readonly size?: 'Small' | 'Medium' | 'Large' | 'ExtraLarge';
  readonly weight?: 'Bolder';
  readonly color?: 'Good' | 'Attention' | 'Warning';
  readonly isSubtle?: boolean;
  readonly style?: 'heading';
}

export interface Image extends Placed {
  readonly type: 'Image';
  readonly url: string;
  readonly altText: string;
  readonly size: 'Stretch';
  /** Teams' own: a tap shows the picture large. */
  readonly msteams: { readonly allowExpand: true };
}

export interface Container extends Placed {
  readonly type: 'Container';
  readonly items: readonly Element[];
  readonly style?: 'emphasis' | 'warning';
  readonly bleed?: boolean;
}

export interface ColumnSet extends Placed {
  readonly type: 'ColumnSet';
  readonly columns: readonly Column[];
}

export interface Column {
  readonly type: 'Column';
  /** "64px", or what is left. */
  readonly width: `${number}px` | 'stretch' | 'auto';
  readonly items: readonly Element[];
  readonly verticalContentAlignment?: 'Center';
}

export interface Table extends Placed {
  readonly type: 'Table';
  /** Parts of the width. */
  readonly columns: readonly {
    readonly width: number;
    readonly horizontalCellContentAlignment?: 'Right';
  }[];
  readonly rows: readonly TableRow[];
  readonly firstRowAsHeader: true;
  readonly showGridLines: false;
}

interface TableRow {
  readonly type: 'TableRow';
  readonly cells: readonly TableCell[];
}

export interface TableCell {
  readonly type: 'TableCell';
  readonly items: readonly Element[];
}

export interface ActionSet extends Placed {
  readonly type: 'ActionSet';
  readonly actions: readonly Execute[];
}

/** Tells the bot, whose answer takes the card's place. */
export interface Execute {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: string;
  readonly data?: { readonly command: string };
  /** Shown on hovering, read by screen readers. */
  readonly tooltip?: string;
  /** Of the inputs: checked and sent unless it is 'none'. */
  readonly associatedInputs?: 'none';
  readonly fallback?: 'drop' | Submit;
}

/** For clients without Execute: becomes a message with `data` as its value. */
interface Submit {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly data: { readonly command: string };
}

export type Input = ChoiceSet | TextInput | TimeInput;

interface Field extends Placed {
  readonly id: string;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly errorMessage?: string;
}

export interface ChoiceSet extends Field {
  readonly type: 'Input.ChoiceSet';
  /** A list to search by typing, or every choice at once. */
  readonly style: 'filtered' | 'expanded';
  readonly choices: readonly Choice[];
  readonly value: string;
}

export interface Choice {
  readonly title: string;
  readonly value: string;
}

export interface TextInput extends Field {
  readonly type: 'Input.Text';
  readonly placeholder: string;
  readonly value: string;
}

export interface TimeInput extends Field {
  readonly type: 'Input.Time';
  /** "09:30". */
  readonly value: string;
}
