using System.Text;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>Tables of nodes and edges as other programs write them.</summary>
public sealed class PlainGraphTests
{
    [Fact]
    public void A_table_with_Chinese_headings_a_line_that_names_its_separator_or_line_ends_of_old_machines_is_read()
    {
        foreach (var (nodes, edges) in new[]
        {
            ("编号,经度,纬度,楼层,名称\n1,121.1,31.1,1,大门\n2,121.1001,31.1,1,大厅\n", "起点,终点,时间\n1,2,9\n2,1,9\n"),
            ("sep=;\r\nid;x;y;level;name\r\n1;0;0;1;大门\r\n2;9,5;0;1;大厅\r\n", "sep=;\nfrom;to;seconds\n1;2;9\n2;1;9\n"),
            ("id,x,y,level,name\r1,0,0,1,\"大,门\"\r2,9.5,0,1,大厅\r", "from\tto\tseconds\r1\t2\t9\r2\t1\t9\r"),
        })
        {
            var (venue, lint) = MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", edges)]);
            Assert.Equal((2, 2), (venue!.Graph.NodeCount, venue.Graph.EdgeCount));
            Assert.DoesNotContain(lint.Counts.Keys, code => code.StartsWith("csv.bad", StringComparison.Ordinal));
            Assert.InRange(venue.Graph.At(0).DistanceTo(venue.Graph.At(1)), 9.4, 9.6);
        }
    }

    [Theory]
    [InlineData("id;x;y;floor;type;name\r\n1;0,5;0;1;room;A\r\n2;10,5;0;1;room;\"B;\r\nB\"\r\n",
        "edge_id;source;target;distance\r\n1;1;2;12,5\r\n")]
    [InlineData("node_id\tx\ty\tlevel\tkind\tlabel\n1\t0\t0\t1\troom\tA\n2\t10\t0\t1\troom\tB\n",
        "start_node\tend_node\tlength\n1\t2\t12.5\n")]
    [InlineData("id,lng,lat,level,kind,name\n1,121.5,31.2,1,room,A\n2,121.5001,31.2,1,room,=1+1\n", "from,to,metres\n1,2,12.5\n")]
    public void Tables_of_other_programs_are_understood(string nodes, string edges)
    {
        var venue = MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", edges)]).Venue!;
        Assert.Equal((2, 2), (venue.Pois.Count, venue.Graph.EdgeCount));
        Assert.Equal(12.5f, venue.Graph.Metres[0]);
        Assert.InRange(venue.Graph.At(0).DistanceTo(venue.Graph.At(1)), 9, 11);
    }

    [Theory]
    [InlineData("id,x,level\n1,0,1\n", "csv.missing_column")]
    [InlineData("id,x,y,level,name\n1,0,0,1,\"A\n", "csv.damaged")]
    public void A_table_that_lacks_what_it_needs_is_refused(string nodes, string code) =>
        Assert.Equal(code, Assert.Single(MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", "from,to\n")]).Lint.Findings, f =>
            f.Severity == Severity.Error).Code);

    [Theory]
    [InlineData("corridor", "", "csv.vertical_edge", false)]
    [InlineData("stairs", "", null, false)]
    [InlineData("elevator", "", null, true)]
    [InlineData("corridor", "elevator", null, true)]
    [InlineData("elevator", "stairs", null, false)]
    public void Between_floors_nothing_is_a_lift_that_nobody_calls_one(string node, string edge, string? finding, bool stepFree)
    {
        var (venue, lint) = MapImporter.Import([File("nodes.csv", $"id,x,y,level,kind\n1,0,0,1,{node}\n2,0,0,2,{node}\n"),
            File("edges.csv", $"id,from,to,kind\n1,1,2,{edge}\n")]);
        Assert.Equal(stepFree, new Router(TestData.Prepare(venue!)).FindRoute(0, 1, Profile.StepFree) is not null);
        Assert.Equal(finding is not null, lint.Counts.ContainsKey("csv.vertical_edge"));
    }

    [Theory]
    [InlineData("id,from,to,kind\n1,1,2,paternoster\n")]
    [InlineData("id,from,to,kind,seconds\n1,1,2,paternoster,5\n")]
    public void An_edge_of_a_kind_nobody_knows_is_walked_but_not_by_wheelchair(string edges)
    {
        var (venue, lint) = MapImporter.Import([File("nodes.csv", "id,x,y,level,kind\n1,0,0,1,corridor\n2,5,0,1,corridor\n"),
            File("edges.csv", edges)]);
        var router = new Router(TestData.Prepare(venue!));
        Assert.NotNull(router.FindRoute(0, 1, Profile.Walk));
        Assert.Null(router.FindRoute(0, 1, Profile.StepFree));
        Assert.Equal(1, lint.Counts["csv.unknown_kind"]);
    }

    [Theory]
    [InlineData("L1", "L2", "1F 2F")]
    [InlineData("L1", "1", "B1 1F")]
    public void L1_is_below_1_only_where_both_are_used(string one, string other, string expected)
    {
        var venue = MapImporter.Import(
            [File("nodes.csv", $"id,x,y,level,kind\n1,0,0,{one},elevator\n2,0,0,{other},elevator\n"),
                File("edges.csv", "id,from,to\n1,1,2\n")]).Venue!;
        Assert.Equal(expected, string.Join(' ', venue.Levels.Select(l => l.Name)));
    }

    [Fact]
    public void A_connector_of_a_plain_graph_counts_its_floors_from_below()
    {
        var venue = MapImporter.Import(
            [File("nodes.csv", "id,x,y,level,kind\n1,0,0,3,elevator\n2,0,0,1,elevator\n3,0,0,2,elevator\n"),
                File("edges.csv", "id,from,to\n1,1,3\n2,3,2\n")]).Venue!;
        Assert.Equal(["1F", "2F", "3F"], Assert.Single(venue.Connectors).Nodes.Select(n => venue.Levels[venue.Graph.NodeLevel[n]].Name));
    }

    private static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
