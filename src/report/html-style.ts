/** The page's only style: colours of both schemes have a contrast of at least 4.5, nothing is wider than a phone but tables that scroll. */
export const htmlStyle = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;overflow-wrap:break-word}
main{max-width:72rem;margin:0 auto;padding:1rem}
.score{font-size:3rem;font-weight:700;line-height:1.1;margin:0}.score small{font-size:1.2rem}
.green{color:light-dark(#15692d,#6fd08c)}.yellow{color:light-dark(#7a5600,#f0c34a)}.red{color:light-dark(#b3261e,#ff8a80)}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid}
table{border-collapse:collapse;min-width:min(100%,32rem)}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}
.number,.date{white-space:nowrap;font-variant-numeric:tabular-nums}.number{text-align:right}
td ul{margin:0;padding-left:1rem;min-width:16rem}.words{min-width:14rem}
@media (max-width:40rem){th,td{padding:.3rem .4rem}}
@media print{main{max-width:none;padding:0}.wide{overflow:visible}tr{break-inside:avoid}thead{display:table-header-group}}`
