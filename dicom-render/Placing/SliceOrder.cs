namespace DicomRender.Placing;

/// <summary>One of the images that are put in order.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Number">Instance Number (0020,0013), or the frame's number: the last word.</param>
/// <param name="Id">Decides between those that nothing else tells apart, so that the order never depends on what came first.</param>
public sealed record OrderedSlice(SlicePlace Place, int? Number, string Id);

/// <summary>
/// The order in which the images of a series, or the frames of an image, are shown: one orientation after another, along its normal, time
/// points apart. It depends on the images alone and not on the order they are given in.
/// </summary>
public static class SliceOrder
{
    /// <summary>Nearer than this along the normal is one place, mm: positions are written with few digits.</summary>
    private const double OnePlace = 0.01;

    /// <summary>Directions nearer than about a degree are one orientation.</summary>
    private const double OneDirection = 0.9998;

    /// <summary>Indices into the images given, in the order in which they are shown.</summary>
    public static int[] Of(IReadOnlyList<OrderedSlice> slices)
    {
        // Everything below goes through the images in this order, which the caller's does not change.
        var numbered = Enumerable.Range(0, slices.Count).ToList();
        numbered.Sort((a, b) => ByNumber(slices[a], slices[b]));
        var stacks = Stacks(slices, numbered.FindAll(i => slices[i].Place.IsInSpace));
        var nowhere = numbered.FindAll(i => !slices[i].Place.IsInSpace);
        // What lies nowhere comes last, by what its dimensions say and its number.
        nowhere.Sort((a, b) => First(Lexically(slices[a].Place.Dimensions, slices[b].Place.Dimensions),
            Nullable(slices[a].Place.Times[0], slices[b].Place.Times[0]), ByNumber(slices[a], slices[b])));
        return [.. stacks.SelectMany(stack => Along(slices, stack)), .. nowhere];
    }

    /// <summary>Images of one orientation each, the stack with the lowest number first.</summary>
    private static List<List<int>> Stacks(IReadOnlyList<OrderedSlice> slices, List<int> placed)
    {
        var stacks = new List<List<int>>();
        foreach (var i in placed)
        {
            var own = slices[i].Place.Orientation!;
            if (stacks.Find(stack => IsSame(slices[stack[0]].Place.Orientation!, own)) is { } known) known.Add(i);
            else stacks.Add([i]);
        }
        // They were made in the order of numbers, so the first of each has its lowest.
        return stacks;
    }

    private static IEnumerable<int> Along(IReadOnlyList<OrderedSlice> slices, List<int> stack)
    {
        var normal = SlicePlace.NormalOf(slices[stack[0]].Place.Orientation!);
        var heights = stack.ToDictionary(i => i, i => Height(slices[i].Place.Position!, normal));
        stack.Sort((a, b) => ByTime(slices[a], slices[b]));
        // The end that the file counts from comes first.
        if (Falls(slices, stack, heights)) foreach (var i in stack) heights[i] = -heights[i];
        var places = Places(slices, stack, heights);
        var most = places.Max(place => place.Count);
        for (var key = 0; most > 1 && key < slices[stack[0]].Place.Times.Count; key++)
            if (Volumes(slices, places, key, most) is { } volumes)
                return volumes;
        return places.SelectMany(place => place);
    }

    /// <summary>Places from one end to the other; the images of one by what tells them apart.</summary>
    private static List<List<int>> Places(IReadOnlyList<OrderedSlice> slices, List<int> stack, Dictionary<int, double> heights)
    {
        var places = new List<List<int>>();
        // Of slices that are thinner still, as of a specimen, a quarter of their distance.
        var spread = stack.Count == 1 ? 0 : (stack.Max(i => heights[i]) - stack.Min(i => heights[i])) / (stack.Count - 1);
        var tolerance = Math.Clamp(spread / 4, OnePlace / 100, OnePlace);
        var floor = double.NegativeInfinity;
        foreach (var i in stack.OrderBy(i => heights[i]))
        {
            if (heights[i] - floor > tolerance)
            {
                places.Add([]);
                floor = heights[i];
            }
            places[^1].Add(i);
        }
        foreach (var place in places) place.Sort((a, b) => ByTime(slices[a], slices[b]));
        return places;
    }

    /// <summary>
    /// One time point after another, when a moment of all images tells exactly as many apart as the fullest place holds; else null.
    /// </summary>
    private static List<int>? Volumes(IReadOnlyList<OrderedSlice> slices, List<List<int>> places, int key, int most)
    {
        double? MomentOf(int i) => slices[i].Place.Times[key];
        var all = places.SelectMany(place => place).ToList();
        if (all.Exists(i => MomentOf(i) is null) || all.Select(MomentOf).Distinct().Count() != most) return null;
        if (places.Exists(place => place.Select(MomentOf).Distinct().Count() != place.Count)) return null;
        return [.. all.OrderBy(MomentOf)]; // A stable sort: inside a time point they stay in their places.
    }

    private static bool Falls(IReadOnlyList<OrderedSlice> slices, List<int> stack, Dictionary<int, double> heights)
    {
        var numbered = stack.FindAll(i => slices[i].Number is not null);
        if (numbered.Count == 0) return false;
        var (meanNumber, meanHeight) = (numbered.Average(i => (double)slices[i].Number!), numbered.Average(i => heights[i]));
        return numbered.Sum(i => (slices[i].Number!.Value - meanNumber) * (heights[i] - meanHeight)) < -1e-6;
    }

    private static bool IsSame(IReadOnlyList<double> a, IReadOnlyList<double> b) => Cosine(a, b, 0) > OneDirection && Cosine(a, b, 3) > OneDirection;

    private static double Cosine(IReadOnlyList<double> a, IReadOnlyList<double> b, int from)
    {
        var (dot, lengthA, lengthB) = (0.0, 0.0, 0.0);
        for (var i = from; i < from + 3; i++) (dot, lengthA, lengthB) = (dot + a[i] * b[i], lengthA + a[i] * a[i], lengthB + b[i] * b[i]);
        return dot / Math.Sqrt(lengthA * lengthB);
    }

    private static double Height(IReadOnlyList<double> p, (double X, double Y, double Z) n) => p[0] * n.X + p[1] * n.Y + p[2] * n.Z;

    private static int ByNumber(OrderedSlice a, OrderedSlice b) => First(Nullable(a.Number, b.Number), string.CompareOrdinal(a.Id, b.Id));

    private static int ByTime(OrderedSlice a, OrderedSlice b)
    {
        for (var key = 0; key < a.Place.Times.Count; key++)
            if (Nullable(a.Place.Times[key], b.Place.Times[key]) is not 0 and var order) return order;
        return ByNumber(a, b);
    }

    private static int Lexically(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
            if (a[i].CompareTo(b[i]) is not 0 and var order) return order;
        // Without any it comes after those that have some.
        return a.Count == 0 || b.Count == 0 ? b.Count.CompareTo(a.Count) : a.Count.CompareTo(b.Count);
    }

    /// <summary>What is not said comes last.</summary>
    private static int Nullable<T>(T? a, T? b) where T : struct, IComparable<T> =>
        a is { } x && b is { } y ? x.CompareTo(y) : (a is null).CompareTo(b is null);

    private static int First(params ReadOnlySpan<int> orders)
    {
        foreach (var order in orders)
            if (order != 0) return order;
        return 0;
    }
}
