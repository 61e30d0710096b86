/** What migrations say for SQLite, as PostgreSQL has to hear it. */
import {
  type ColumnDefinitionNode,
  DataTypeNode,
  GeneratedNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  RawNode,
} from 'kysely';

/** Text compares by its bytes, as SQLite's does: instants and dates are compared as text, and ids are listed in one order. */
const TEXT = RawNode.createWithSql('text collate "C"');

export function forPostgres(): KyselyPlugin {
  const columns = new Columns();
  return {
    transformQuery: ({ node, queryId }) => columns.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}

class Columns extends OperationNodeTransformer {
  protected override transformColumnDefinition(
    ...[node, queryId]: Parameters<OperationNodeTransformer['transformColumnDefinition']>
  ): ColumnDefinitionNode {
    const column = super.transformColumnDefinition(node, queryId);
    if (DataTypeNode.is(column.dataType) && column.dataType.dataType === 'text')
      return { ...column, dataType: TEXT };
    if (!column.autoIncrement) return column;
    // "By default" leaves the number to whoever names one: a migrated row keeps its own.
    const generated = { ...GeneratedNode.create({ identity: true }), byDefault: true };
    return { ...column, autoIncrement: false, generated };
  }
}
