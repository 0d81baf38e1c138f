using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>
/// A plain graph: <c>nodes.csv</c> (id, x, y, z, level, building, campus, kind; optional name, or lon and lat instead of x and y) and
/// <c>edges.csv</c> (id, from, to, seconds, metres, kind, flags, hours). The hours table is read from <c>graph.json</c> beside them. Node
/// indices of the venue follow the order of the file. Edges without seconds are two-way.
/// </summary>
internal sealed class CsvImport(ImportOptions options, LintReport lint)
{
    private readonly GraphBuilder _graph = new();

    public Venue Import(SourceFile nodesFile, SourceFile edgesFile, SourceFile? graphJson)
    {
        _graph.Reserve(Lines(nodesFile), Lines(edgesFile));
        var nodes = new CsvNodes(_graph, options, lint);
        nodes.Read(CsvTable.Open(nodesFile, options.MaxFeatures, "id", "x", "y", "z", "level", "building", "campus", "kind"));
        if (_graph.NodeCount == 0) throw new UnusableFileException("csv.no_nodes", $"{nodesFile.Name} 中没有可用的节点。");
        var hours = graphJson is null ? [] : CsvHours.Read(graphJson, lint);
        var edges = new CsvEdges(_graph, nodes, lint);
        var columns = new[] { "id", "from", "to", "seconds", "metres", "kind", "flags", "hours" };
        edges.Read(CsvTable.Open(edgesFile, options.MaxFeatures, columns), hours.Count);
        var connectors = ConnectorFinder.Find(_graph, nodes.Levels, nodes.ConnectorNames, out var features);
        var graph = _graph.Build();
        Connect(graph, features);
        return new Venue
        {
            Name = new("节点网络", "Node network"),
            Frame = nodes.Frame,
            Campuses = nodes.Campuses,
            Buildings = nodes.Buildings,
            Levels = nodes.Levels,
            Areas = [],
            Doors = edges.Doors,
            Connectors = connectors,
            Pois = nodes.Places,
            Hours = hours,
            Graph = graph,
        };
    }

    private static int Lines(SourceFile file) => file.Content.Span.Count((byte)'\n');

    private static void Connect(WalkGraph graph, int[] connectorOfNode)
    {
        for (var e = 0; e < graph.EdgeCount; e++)
            if (graph.EdgeKind[e].IsConnector())
                graph.Feature[e] = Math.Max(connectorOfNode[graph.From[e]], connectorOfNode[graph.To[e]]);
    }
}
