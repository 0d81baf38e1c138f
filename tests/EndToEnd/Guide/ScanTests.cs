using Microsoft.Playwright;

namespace EndToEnd.Guide;

public sealed class ScanTests(Campus campus)
{
    [Fact]
    public async Task A_sign_scanned_with_the_camera_says_where_one_stands()
    {
        var guide = await campus.OpenAsync(script: Camera(await campus.SignAsync("药房门口的牌子")));
        await guide.Button("修改").TapAsync();
        await guide.Button("扫墙上的位置码").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".home .from")).ToContainTextAsync("药房门口的牌子");
        Assert.Equal("ended", await guide.Page.EvaluateAsync<string>("window.cameraTrack.readyState"));
    }

    [Fact]
    public async Task When_the_reader_does_not_come_through_the_network_the_camera_closes_and_the_page_says_so()
    {
        var guide = await campus.OpenAsync(script: Camera("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"));
        await guide.Page.RouteAsync("**/assets/jsQR*", route => route.AbortAsync());
        await guide.Button("修改").TapAsync();
        await guide.Button("扫墙上的位置码").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".scan [role=alert]")).ToContainTextAsync("扫码没有加载成功");
        Assert.Equal("ended", await guide.Page.EvaluateAsync<string>("window.cameraTrack.readyState"));
    }

    [Fact]
    public async Task Who_refuses_the_camera_is_told_what_to_do_instead()
    {
        var guide = await campus.OpenAsync(script: "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));");
        await guide.Button("修改").TapAsync();
        await guide.Button("扫墙上的位置码").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".scan [role=alert]")).ToContainTextAsync("没有相机权限");
    }

    [Fact]
    public async Task Without_a_camera_no_scanning_is_offered()
    {
        var guide = await campus.OpenAsync(script: "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });");
        await guide.Button("修改").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".search")).ToBeVisibleAsync();
        await Assertions.Expect(guide.Button("扫墙上的位置码")).ToHaveCountAsync(0);
    }

    /// <summary>A camera that films the printed sign.</summary>
    internal static string Camera(string svg) =>
        $$"""
        navigator.mediaDevices.getUserMedia = async () => {
          const sign = new Image();
          sign.src = 'data:image/svg+xml;base64,{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(svg))}}';
          await sign.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [640, 640];
          const pen = canvas.getContext('2d');
          const film = () => {
            pen.fillStyle = '#fff';
            pen.fillRect(0, 0, 640, 640);
            const scale = 600 / Math.max(sign.width, sign.height);
            pen.drawImage(sign, 20, 20, sign.width * scale, sign.height * scale);
          };
          setInterval(film, 100);
          film();
          const stream = canvas.captureStream(10);
          window.cameraTrack = stream.getTracks()[0];
          return stream;
        };
        """;
}
