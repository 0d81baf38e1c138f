using System.Text;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>Many places changed at once with a spreadsheet: out, changed, in again.</summary>
public sealed class PlaceTableTests(Campus campus)
{
    private const string Shop = "M-1F-08", New = "暖心小店", Alias = "小卖部";

    [Fact]
    public async Task A_table_shows_what_it_changes_and_once_confirmed_patients_find_it()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "places");
        await Assertions.Expect(page.Locator(".el-table tbody tr").First).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出地点表" }).ClickAsync());
        var lines = (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Split("\r\n");
        var at = Array.FindIndex(lines, l => l.StartsWith(Shop + ",", StringComparison.Ordinal));
        var cells = lines[at].Split(',');
        var old = cells[1];
        (cells[1], cells[4]) = (New, Alias);
        lines[at] = string.Join(',', cells);

        await ChooseAsync(page, string.Join("\r\n", lines));
        var changes = page.Locator(".changes tbody tr");
        await Assertions.Expect(changes).ToHaveCountAsync(2);
        await Assertions.Expect(changes.First).ToContainTextAsync(Shop);
        Assert.Equal(["名称", old, New], (await changes.First.Locator("td").AllInnerTextsAsync()).Skip(1));
        Assert.Equal(["别名", "（空）", Alias], (await changes.Last.Locator("td").AllInnerTextsAsync()).Skip(1));
        await GuideDesk.ShotAsync(page, "import");
        Assert.DoesNotContain(New, await GuideDesk.PatientFindsAsync(app, New), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "导入这些改动" }).ClickAsync();
        var question = page.Locator(".el-message-box");
        await Assertions.Expect(question).ToContainTextAsync("会改 2 处");
        await question.GetByRole(AriaRole.Button, new() { Name = "不了" }).ClickAsync();
        Assert.DoesNotContain(New, await GuideDesk.PatientFindsAsync(app, New), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "导入这些改动" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "导入", Exact = true }).ClickAsync();
        await Assertions.Expect(changes).ToHaveCountAsync(0);
        await Assertions.Expect(await GuideDesk.FindPlaceAsync(page, New)).ToContainTextAsync(Alias);

        var patient = await campus.OpenAsync(app: app);
        await patient.FindAsync(Alias);
        await Assertions.Expect(patient.Sheet).ToContainTextAsync(New);
        await patient.Page.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_table_with_errors_names_their_rows_and_changes_nothing()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "places");
        await ChooseAsync(page, $"id,name,category,enabled\r\n{Shop},{New},shop,1\r\nM-1F-07,另一个,casino,也许\r\n{Shop},再来一次,shop,1\r\n,没有编号,,1\r\nnowhere,x,,1\r\n");
        var faults = page.Locator("ul.warning li");
        await Assertions.Expect(faults).ToHaveTextAsync(["第 3 行：enabled 列：应为 1 或 0。", "第 3 行：category 列：没有类别“casino”。", $"第 4 行：id“{Shop}”重复。", "第 5 行：缺少 id。"]);
        await Assertions.Expect(page.GetByText("什么都没有改")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("会跳过：nowhere")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "导入这些改动" })).ToHaveCountAsync(0);
        await GuideDesk.ShotAsync(page, "import-errors");

        await ChooseAsync(page, $"id,name\r\n{Shop},\"{New}\r\n");
        await Assertions.Expect(faults).ToHaveTextAsync(["第 2 行：引号没有闭合。"]);
        await ChooseAsync(page, "名字,楼层\r\n");
        await Assertions.Expect(faults).ToHaveTextAsync(["第 1 行：第一行应为列名，至少要有 id。"]);
        Assert.DoesNotContain(New, await GuideDesk.PatientFindsAsync(app, New), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    private static Task ChooseAsync(IPage page, string table) =>
        page.GetByLabel("选择改好的地点表").SetInputFilesAsync(new FilePayload { Name = "地点.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
}
