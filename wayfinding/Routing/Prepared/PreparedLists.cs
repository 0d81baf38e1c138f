using Wayfinding.Model;

namespace Wayfinding.Routing.Prepared;

/// <summary>Writes the named things of a venue.</summary>
internal sealed class PreparedWriter(BinaryWriter w)
{
    public void Venue(Venue v)
    {
        Name(v.Name);
        w.Write(v.Frame.Origin.Lon);
        w.Write(v.Frame.Origin.Lat);
        List(v.Campuses, c => { w.Write(c.Id); Name(c.Name); });
        List(v.Buildings, b => { w.Write(b.Id); Name(b.Name); w.Write(b.Campus); Shape(b.Footprint); });
        List(v.Levels, l => { w.Write(l.Name); w.Write(l.Ordinal); w.Write(l.Building); w.Write(l.Elevation); });
        List(v.Areas, a =>
        {
            w.Write(a.Id); Name(a.Name); w.Write((byte)a.Kind); w.Write(a.Level); w.Write(a.Building); Shape(a.Shape);
            w.Write((int)a.Barriers); w.Write(a.Hours);
        });
        List(v.Doors, d =>
        {
            w.Write(d.Id); Name(d.Name); w.Write(d.Level); Point(d.At); w.Write(d.IsEntrance); w.Write(d.Width ?? -1); w.Write(d.Hours);
        });
        List(v.Connectors, c => { w.Write(c.Id); Name(c.Name); w.Write((byte)c.Kind); w.Write(c.Building); List(c.Nodes, w.Write); });
        List(v.Pois, p =>
        {
            w.Write(p.Id); Name(p.Name); w.Write(p.Category); w.Write(p.Level); w.Write(p.Building); Point(p.At); w.Write(p.Node);
            w.Write(p.Area); w.Write(p.Hours);
        });
        List(v.Hours, h => w.Write(h.Text));
    }

    private void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        w.Write(items.Count);
        foreach (var item in items) write(item);
    }

    private void Name(Label name)
    {
        w.Write(name.Zh);
        w.Write(name.En ?? "");
    }

    private void Point(Point2 p)
    {
        w.Write(p.X);
        w.Write(p.Y);
    }

    private void Shape(Polygon? shape)
    {
        Point2[][] rings = shape is null ? [] : [.. shape.Rings];
        List(rings, ring => List(ring, Point));
    }
}

/// <summary>Reads what <see cref="PreparedWriter"/> wrote.</summary>
internal sealed class PreparedReader(BinaryReader r)
{
    public Venue Venue(Func<WalkGraph> graph) => new()
    {
        Name = Name(),
        Frame = new(new(r.ReadDouble(), r.ReadDouble())),
        Campuses = List(() => new Campus(r.ReadString(), Name())),
        Buildings = List(() => new Building(r.ReadString(), Name(), r.ReadInt32(), Shape())),
        Levels = List(() => new Level(r.ReadString(), r.ReadDouble(), r.ReadInt32(), r.ReadDouble())),
        Areas = List(() => new Area(r.ReadString(), Name(), (AreaKind)r.ReadByte(), r.ReadInt32(), r.ReadInt32(), Shape()!)
        {
            Barriers = (Barriers)r.ReadInt32(),
            Hours = r.ReadInt32(),
        }),
        Doors = List(() => new Door(r.ReadString(), Name(), r.ReadInt32(), Point(), r.ReadBoolean(), r.ReadDouble() is >= 0 and var width
            ? width : null, r.ReadInt32())),
        Connectors = List(() => new Connector(r.ReadString(), Name(), (ConnectorKind)r.ReadByte(), r.ReadInt32(), List(r.ReadInt32))),
        Pois = List(() => new Poi(r.ReadString(), Name(), r.ReadString(), r.ReadInt32(), r.ReadInt32(), Point(), r.ReadInt32())
        {
            Area = r.ReadInt32(),
            Hours = r.ReadInt32(),
        }),
        Hours = List(() => OpeningHours.Parse(r.ReadString())),
        Graph = graph(),
    };

    private T[] List<T>(Func<T> read)
    {
        var items = new T[r.ReadInt32()];
        for (var i = 0; i < items.Length; i++) items[i] = read();
        return items;
    }

    private Label Name() => new(r.ReadString(), r.ReadString() is { Length: > 0 } en ? en : null);

    private Point2 Point() => new(r.ReadDouble(), r.ReadDouble());

    private Polygon? Shape() => List(() => List(Point)) is [var outer, .. var holes] ? new(outer, holes) : null;
}
