import {launch} from './www/test/launch.js';import {serve} from './www/test/serve.js';
const [mode,n]=process.argv.slice(2);
const site=await serve('/tmp/page-work/site');const browser=await launch();
const ctx=await browser.newContext({viewport:{width:1440,height:900}});const page=await ctx.newPage();
const hash=mode==='scrub'?`#v1&lesson=many-tasks&executor=busy_loop&p.tasks=${n}&lang=en`:`#v1&lesson=many-tasks&p.tasks=${n}&p.delay=1000&lang=en`;
await page.goto(site.url+hash);
await page.waitForFunction(()=>document.querySelector('wake-scope')?.ready);
await page.evaluate(async()=>{const s=document.querySelector('wake-scope');await s.ready;for(let b=-1;b!==s.steps;){b=s.steps;await new Promise(r=>setTimeout(r,150))}});
if(mode==='scrub')await page.evaluate(()=>document.querySelector('wake-scope').seek(Infinity));
await browser.startTracing(page,{categories:['toplevel','devtools.timeline','blink','cc']});
if(mode==='play')await page.evaluate(async()=>{const s=document.querySelector('wake-scope');s.speed=16;s.pace=0;s.play();await new Promise(r=>setTimeout(r,6000));s.pause()});
else{const b=await page.locator('ws-timeline .slider').boundingBox();await page.mouse.move(b.x+180,b.y+60);await page.mouse.down();for(let m=0;m<80;m++)await page.mouse.move(b.x+180+((m*37)%101)*(b.width-200)/101,b.y+60);await page.mouse.up()}
const {traceEvents}=JSON.parse((await browser.stopTracing()).toString());
const th=new Set();for(const e of traceEvents)if(e.name==='thread_name'&&e.args.name==='CrRendererMain')th.add(e.pid+' '+e.tid);
const ev=traceEvents.filter(e=>th.has(e.pid+' '+e.tid)&&e.ph==='X'&&e.tdur>0);
const sum=new Map();for(const e of ev){const s=sum.get(e.name)||[0,0];s[0]+=e.tdur/1000;s[1]++;sum.set(e.name,s)}
console.log([...sum].sort((a,b)=>b[1][0]-a[1][0]).slice(0,28).map(([k,[t,c]])=>t.toFixed(0).padStart(7)+' '+String(c).padStart(6)+' '+(t/c).toFixed(2).padStart(7)+' '+k).join('\n'));
await browser.close();site.close();
