/**
 * How Teams draws an Adaptive Card, for the public renderer: its sizes and spacings as close as they
 * can be read off the client. Colours are the page's custom properties, so that dark follows light.
 */
const colour = (name) => ({
  default: `var(--teams-${name})`,
  subtle: `var(--teams-${name}-subtle)`,
});

const foregroundColors = {
  default: colour('text'),
  dark: colour('text'),
  light: colour('text'),
  accent: colour('accent'),
  good: colour('good'),
  warning: colour('warning'),
  attention: colour('attention'),
};

const container = (name) => ({
  backgroundColor: `var(--teams-${name}-background)`,
  borderColor: `var(--teams-${name}-border)`,
  foregroundColors,
});

export const hostConfig = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: 'var(--teams-font)',
      fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: 'var(--mono-font)',
      fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 16, default: 20, medium: 22, large: 28, extraLarge: 32 },
  spacing: {
    small: 8,
    default: 12,
    medium: 16,
    large: 20,
    extraLarge: 24,
    padding: 16,
  },
  separator: { lineThickness: 1, lineColor: 'var(--teams-separator)' },
  imageSizes: { small: 32, medium: 52, large: 100 },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  containerStyles: {
    default: container('card'),
    emphasis: container('emphasis'),
    accent: container('accent'),
    good: container('good'),
    warning: container('warning'),
    attention: container('attention'),
  },
  factSet: {
    spacing: 16,
    title: { weight: 'bolder', size: 'default', color: 'default', wrap: true, maxWidth: 160 },
    value: { weight: 'default', size: 'default', color: 'default', wrap: true },
  },
  textStyles: {
    heading: { size: 'large', weight: 'bolder' },
    columnHeader: { size: 'small', weight: 'bolder', isSubtle: true },
  },
  // The page has an h1 and an h2 above the card.
  textBlock: { headingLevel: 3 },
  table: { cellSpacing: 8 },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    showCard: { actionMode: 'inline', inlineTopMargin: 16, style: 'emphasis' },
  },
};
