/** The page's only style: colours of both schemes have a contrast of at least 4.5, nothing is wider than a phone but tables that scroll. */
export const htmlStyle = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:light-dark(#fff,#14161a);color:light-dark(#1a1d21,#e8eaed);overflow-wrap:break-word}
main{max-width:72rem;margin:0 auto;padding:1rem}
.score{font-size:3rem;font-weight:700;line-height:1.1;margin:0}.score small{font-size:1.2rem}
.green{color:light-dark(#15692d,#6fd08c)}.yellow{color:light-dark(#7a5600,#f0c34a)}.red{color:light-dark(#b3261e,#ff8a80)}
.charts{display:flex;flex-wrap:wrap;gap:1rem 2rem;margin:1rem 0}
.part{display:flex;flex-wrap:wrap;align-items:flex-start;gap:0 2rem}.part h2{width:100%}.part .wide{max-width:100%}
.chart{max-width:100%;height:auto;font:13px system-ui,sans-serif;fill:currentColor}
.chart .big{font-size:34px;font-weight:700}.chart .small{font-size:11px;fill:light-dark(#5b6168,#a3aab3)}
.chart path,.chart polyline{fill:none}.zone{stroke-width:5}.track,.value{stroke-width:16}.track{stroke:light-dark(#e3e6ea,#33383f)}
path.green{stroke:light-dark(#2e8b47,#6fd08c)}path.yellow{stroke:light-dark(#c99700,#f0c34a)}path.red{stroke:light-dark(#c8382d,#ff8a80)}
.grid{stroke:light-dark(#d5d9de,#3a4048)}.break{stroke:currentColor;stroke-dasharray:3 3}
.line{stroke:light-dark(#2b62c4,#8ab4ff);stroke-width:2}.dot,.bar{fill:light-dark(#2b62c4,#8ab4ff)}
.bar.critical,.bar.down{fill:light-dark(#c8382d,#ff8a80)}.bar.high{fill:light-dark(#c96a12,#ffb270)}.bar.pale{fill:light-dark(#a9c3ee,#42598a)}.mark{stroke:currentColor;stroke-width:2}.bar.up{fill:light-dark(#2e8b47,#6fd08c)}
.controls{margin:.5rem 0}.controls input{font:inherit;padding:.2rem .4rem;max-width:100%}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit;text-decoration:underline dotted}
[aria-sort=ascending] button::after{content:" ↑"}[aria-sort=descending] button::after{content:" ↓"}
[hidden]{display:none}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid}
table{border-collapse:collapse;min-width:min(100%,32rem)}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}
.number,.date{white-space:nowrap;font-variant-numeric:tabular-nums}.number{text-align:right}
td ul{margin:0;padding-left:1rem;min-width:16rem}.words{min-width:14rem}
@media (max-width:40rem){table{font-size:.875rem}th,td{padding:.3rem}td ul,.words{min-width:20rem}}
@media print{body{font-size:11pt}table,.chart{font-size:9pt}main{max-width:none;padding:0}.controls{display:none}.wide{overflow:visible}tr,.chart{break-inside:avoid}thead{display:table-header-group}}`
