using System.Text;
using Wayfinding.Import;

namespace Wayfinding.Tests.Import;

/// <summary>Maps and tables in the encodings other programs save them in.</summary>
public sealed class TextEncodingsTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_map_saved_with_a_byte_order_mark_is_read(string encoding)
    {
        var text = new TaggedMap().Box("r", "indoor=room level=0 name=诊室", 0, 0, 9, 9).Text;
        var e = Encoding.GetEncoding(encoding);
        Assert.Equal("诊室", MapImporter.Import([new("map.geojson", (byte[])[.. e.GetPreamble(), .. e.GetBytes(text)])])
            .Venue!.Areas[0].Name.Zh);
    }

    [Theory]
    [InlineData("gb18030")]
    [InlineData("gb2312")]
    public void Tables_and_maps_saved_by_a_Chinese_spreadsheet_keep_their_names_and_say_so(string encoding)
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(encoding)!;
        var (venue, lint) = MapImporter.Import([
            new("nodes.csv", gbk.GetBytes("id,x,y,level,name,kind\n1,0,0,1,大门,ENTR\n2,10,0,1,检验科,LABS\n")),
                new("edges.csv", gbk.GetBytes("from,to\n1,2\n2,1\n"))]);
        Assert.Contains("检验科", venue!.Pois.Select(p => p.Name.Zh));
        Assert.Equal("nodes.csv", Assert.Single(lint.Findings, f => f.Code == "text.gb18030").Source);
        var room = MapImporter.Import(
            [new("map.geojson", gbk.GetBytes(new TaggedMap().Box("r", "indoor=room level=0 name=诊室", 0, 0, 9, 9).Text))]);
        Assert.Equal("诊室", room.Venue!.Areas[0].Name.Zh);
    }

    [Theory]
    [InlineData("GBK")]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public void Xml_is_read_in_the_encoding_it_names(string encoding)
    {
        var name = encoding == "iso-8859-1" ? "Café" : "诊室";
        var text = $"""
            <?xml version='1.0' encoding='{encoding}'?><osm version='0.6'><node id='1' lat='31' lon='121'/>
            <node id='2' lat='31' lon='121.0001'/><node id='3' lat='31.0001' lon='121.0001'/>
            <way id='9'><nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='1'/><tag k='indoor' v='room'/><tag k='level' v='0'/>
            <tag k='name' v='{name}'/></way></osm>
            """;
        var e = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var (venue, _) = MapImporter.Import([new("map.osm", (byte[])[.. e.GetPreamble(), .. e.GetBytes(text)])]);
        Assert.Equal(name, venue!.Areas[0].Name.Zh);
    }

    [Fact]
    public void A_text_in_no_known_encoding_is_read_as_far_as_it_goes_and_named()
    {
        var text = Encoding.UTF8.GetBytes("id,x,y,level,name\n1,0,0,1,a?\n2,10,0,1,b\n");
        text[Array.IndexOf(text, (byte)'?')] = 0xFF;
        var (venue, lint) = MapImporter.Import([new("nodes.csv", text), new("edges.csv", "from,to\n1,2\n2,1\n"u8.ToArray())]);
        Assert.Equal(2, venue!.Graph.NodeCount);
        Assert.Equal("nodes.csv", Assert.Single(lint.Findings, f => f.Code == "text.unknown_encoding").Source);
    }
}
