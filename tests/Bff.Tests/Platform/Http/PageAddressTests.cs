using System.Text.Json;
using Bff.Platform.Http;

namespace Bff.Tests.Platform.Http;

/// <summary>The table that the pages' own check is held against as well (<c>webh5/lib/address.test.ts</c>).</summary>
public sealed class PageAddressTests
{
    public static TheoryData<string> Own => Cases("own");

    public static TheoryData<string> Https => Cases("https");

    public static TheoryData<string> Refused => Cases("refused");

    [Theory]
    [MemberData(nameof(Own))]
    public void A_page_of_ours_is_gone_on_to_and_opened(string address)
    {
        Assert.True(PageAddress.IsOwn(address));
        Assert.True(PageAddress.MayOpen(address));
        Assert.Equal("ours.example", new Uri(new Uri("https://ours.example"), address).Host);
    }

    [Theory]
    [MemberData(nameof(Https))]
    public void Another_site_over_https_is_opened_and_no_way_back(string address)
    {
        Assert.True(PageAddress.MayOpen(address));
        Assert.False(PageAddress.IsOwn(address));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_known_bypass_is_neither(string address)
    {
        Assert.False(PageAddress.IsOwn(address));
        Assert.False(PageAddress.MayOpen(address));
    }

    /// <summary>Every character before, between and after the slashes: none makes a host of a path.</summary>
    [Fact]
    public void No_character_around_the_first_slash_leads_to_another_host()
    {
        for (var c = 0; c <= 0xFFFF; c++)
            foreach (var address in new[] { $"{(char)c}//evil.example", $"/{(char)c}/evil.example", $"/{(char)c}evil.example" })
            {
                if (!PageAddress.IsOwn(address)) continue;
                // What the URL standard does first: ends trimmed of controls and spaces, tabs and line ends taken out, backslashes turned.
                var read = new string([.. address.Where(x => x is not ('\t' or '\n' or '\r'))]).Replace('\\', '/').TrimStart(
                    [.. Enumerable.Range(0, 0x21).Select(x => (char)x)]);
                Assert.False(read.StartsWith("//", StringComparison.Ordinal), $"U+{c:X4}");
            }
    }

    private static TheoryData<string> Cases(string kind)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CloudClinic.slnx"))) root = root.Parent!;
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(root.FullName, "tests", "addresses.json")));
        return [.. file.RootElement.GetProperty(kind).EnumerateArray().Select(e => e.GetString()!)];
    }
}
